using DurableTeams.Definitions;
using DurableTeams.Json;

namespace DurableTeams.Outbound;

/// <summary>
/// Where HTTP and MCP tools may go. By default they go wherever the team file says: the system resolves names, private
/// addresses and plain http are allowed, and the proxy of the environment is used. With <c>public</c> they go to public
/// addresses and allowed networks only.
/// </summary>
internal sealed class ToolNetworks
{
    /// <summary>The setting: <c>any</c>, the default, or <c>public</c>.</summary>
    public const string Setting = "DURABLETEAMS_TOOL_NETWORKS";

    private const string Any = "any";
    private const string Public = "public";

    /// <summary>Reads the setting.</summary>
    /// <exception cref="SettingException">The setting is another word.</exception>
    public ToolNetworks(IDefinitionEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var text = environment.Get(Setting)?.Trim();
        if (text is not (null or "" or Any or Public))
            throw new SettingException(Setting, $"'{text}' is neither {Any} nor {Public}.");
        AreClosed = text == Public;
    }

    /// <summary>Whether private addresses are closed to tools.</summary>
    public bool AreClosed { get; }

    /// <summary>Applies the rule to the handler of a tool's requests.</summary>
    internal SocketsHttpHandler Apply(SocketsHttpHandler handler, OutboundGuard guard)
    {
        if (!AreClosed) return handler;
        // A proxy would resolve the name itself and could reach any address.
        handler.UseProxy = false;
        handler.ConnectCallback = guard.ConnectPublicAsync;
        return handler;
    }
}
