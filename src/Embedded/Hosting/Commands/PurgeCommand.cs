using System.CommandLine;
using System.Globalization;
using DurableTeams.Json;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Embedded.Hosting;

/// <summary><c>purge --older-than DURATION</c>: removes runs that ended that long ago, with all their data.</summary>
internal static class PurgeCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(HostOptionSet options)
    {
        var age = new Option<string>("--older-than")
        {
            Description = $"Runs that ended longer ago than this: {Duration.Expected}",
            HelpName = "DURATION",
            Required = true,
        };
        var dry = new Option<bool>("--dry-run") { Description = "Only count what would be removed; the host may be running" };
        return new Command("purge", "Removes finished runs and all their data; the host must be stopped") { age, dry }
            .OnDatabase(
                options, "DELETE /api/sessions/{sessionId} removes a session with its runs.",
                (result, data, cancellationToken) => RunAsync(
                    data, result.GetValue(age)!, result.GetValue(dry), cancellationToken));
    }

    private static async Task<int> RunAsync(
        SqliteDataDirectory data, string age, bool dryRun, CancellationToken cancellationToken)
    {
        if (!Duration.TryParse(age, out var time))
            return await Maintenance.FailAsync($"--older-than: '{age}' {Duration.Problem(age)}.", ExitCodes.BadStart);
        var before = DateTimeOffset.UtcNow - time;
        using var loggers = LoggerFactory.Create(logging => HostBuilding.Log(logging, LogLevel.Error));
        var counts = dryRun ? data.CountPurge(before) : await data.PurgeAsync(before, loggers, cancellationToken);
        await Console.Out.WriteLineAsync((dryRun ? "would remove " : "removed ") + Describe(counts));
        return ExitCodes.Done;
    }

    private static string Describe(IReadOnlyDictionary<string, long> counts) => counts.Count == 0
        ? "nothing"
        : string.Join(", ", counts.Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Value} {count.Key}")));
}
