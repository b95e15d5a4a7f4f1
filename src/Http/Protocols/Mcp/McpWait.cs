using System.Globalization;
using DurableTeams.Definitions;
using DurableTeams.Json;

namespace DurableTeams.Http.Protocols.Mcp;

/// <summary>How long a call waits for a run before it answers that the run goes on.</summary>
internal static class McpWait
{
    /// <summary>The setting: seconds.</summary>
    public const string Setting = "DURABLETEAMS_MCP_WAIT";

    // Clients give up on a call after a minute, the front end of Azure after 230 seconds.
    private const int Usual = 45;
    private const int Most = 220;

    /// <summary>Reads the setting.</summary>
    /// <exception cref="SettingException">It is not such a number.</exception>
    public static TimeSpan Read(IDefinitionEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        if (environment.Get(Setting) is not { Length: > 0 } text) return TimeSpan.FromSeconds(Usual);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 1 and <= Most
            ? TimeSpan.FromSeconds(seconds)
            : throw new SettingException(
                Setting, FormattableString.Invariant($"must be a whole number of seconds, 1 to {Most}; without it {Usual}."));
    }
}
