using DurableTeams.Definitions;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Hosting.Starting;

/// <summary>Logs warnings about the teams of a host, when the host starts.</summary>
internal static partial class DefinitionWarnings
{
    /// <summary>Logs the warnings.</summary>
    public static void Log(IEnumerable<PinnedTeam> teams, ILoggerFactory loggers)
    {
        var logger = loggers.CreateLogger("DurableTeams.Definitions");
        foreach (var warning in teams.SelectMany(team => team.Warnings)) LogWarning(logger, warning.ToString());
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Warning}")]
    private static partial void LogWarning(ILogger logger, string warning);
}
