using System.CommandLine;
using System.Globalization;
using DurableTeams.Json;
using DurableTeams.Sqlite;
using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.RunStore;
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
                (result, database, cancellationToken) => RunAsync(
                    database, result.GetValue(age)!, result.GetValue(dry), cancellationToken));
    }

    private static async Task<int> RunAsync(string database, string age, bool dryRun, CancellationToken cancellationToken)
    {
        if (!Duration.TryParse(age, out var time))
            return await Maintenance.FailAsync($"--older-than: '{age}' {Duration.Problem(age)}.", ExitCodes.BadStart);
        var purge = new RunPurge(DateTimeOffset.UtcNow - time);
        if (dryRun) Count(database, purge);
        else await RemoveAsync(database, purge, cancellationToken);
        await Console.Out.WriteLineAsync((dryRun ? "would remove " : "removed ") + Describe(purge));
        return ExitCodes.Done;
    }

    private static void Count(string database, RunPurge purge)
    {
        Maintenance.RequireThisSchema(database);
        using var readers = new ReaderPool(database);
        readers.Read(session =>
        {
            purge.Count(session);
            return true;
        });
    }

    private static async Task RemoveAsync(string database, RunPurge purge, CancellationToken cancellationToken)
    {
        using var loggers = LoggerFactory.Create(logging => HostBuilding.Log(logging, LogLevel.Error));
        await using var opened = SqliteDatabase.Open(Path.GetDirectoryName(database)!, loggers);
        await purge.RunAsync(opened, cancellationToken);
    }

    private static string Describe(RunPurge purge) => purge.Counts.Count == 0
        ? "nothing"
        : string.Join(
            ", ", purge.Counts.Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Value} {count.Key}")));
}
