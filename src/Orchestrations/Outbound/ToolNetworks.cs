using DurableTeams.Definitions;
using DurableTeams.Json;

namespace DurableTeams.Outbound;

/// <summary>
/// Where HTTP and MCP tools may go. By default wherever the team file says: names are the system's to resolve, private addresses
/// and plain http are allowed, the proxy of the environment is used. Closed, they go to public addresses and allowed networks alone.
/// </summary>
public sealed class ToolNetworks
{
    /// <summary>The setting: <c>any</c>, the default, or <c>public</c>.</summary>
    public const string Setting = "DURABLETEAMS_TOOL_NETWORKS";

    private const string Any = "any";
    private const string Public = "public";

    /// <summary>Reads the setting.</summary>
    /// <exception cref="SettingException">It is neither word.</exception>
    public ToolNetworks(IDefinitionEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var text = environment.Get(Setting)?.Trim();
        if (text is not (null or "" or Any or Public)) throw new SettingException(Setting, $"'{text}' is neither {Any} nor {Public}.");
        AreClosed = text == Public;
    }

    /// <summary>Whether private addresses are closed to tools.</summary>
    public bool AreClosed { get; }

    /// <summary>Puts the rule into a handler of theirs.</summary>
    internal SocketsHttpHandler Apply(SocketsHttpHandler handler, OutboundGuard guard)
    {
        if (!AreClosed) return handler;
        // A proxy would resolve the name itself, and reach what it pleases.
        handler.UseProxy = false;
        handler.ConnectCallback = guard.ConnectPublicAsync;
        return handler;
    }
}
