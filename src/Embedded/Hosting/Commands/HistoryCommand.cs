using System.CommandLine;
using DurableTeams.AzureTables;
using DurableTeams.AzureTables.RunStore;
using DurableTeams.Sqlite.Engine.Client;

namespace DurableTeams.Embedded.Hosting;

/// <summary>
/// <c>history RUN_ID</c>: prints the histories of a run's orchestration and of its member runs, as JSON for
/// <see cref="HistoryReplayer"/>.
/// </summary>
internal static class HistoryCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(HostOptionSet options)
    {
        var run = new Argument<string>("RUN_ID") { Description = "The run" };
        return new Command("history", "Writes the histories of a run and its members as JSON; the host may be running") { run }
            .On(options, (result, tables, data, cancellationToken) => RunAsync(
                data(), tables, result.GetValue(run)!, cancellationToken));
    }

    // Histories belong to the engine: they are in the data directory, wherever runs are.
    private static async Task<int> RunAsync(
        SqliteDataDirectory data, TableRunStoreOptions? tables, string runId, CancellationToken cancellationToken)
    {
        var history = data.ExportHistory(runId);
        if (history is null)
        {
            var known = data.HasRun(runId);
            if (tables is not null)
                known = await AzureTablesRunStore.Open(tables).FindRunAsync(runId, cancellationToken) is not null;
            return await Maintenance.FailAsync(known
                ? $"history: run {runId} has not started, so there is no history yet."
                : $"history: there is no run {runId}; GET /api/runs lists them.");
        }

        await Console.Out.WriteLineAsync(history);
        return ExitCodes.Done;
    }
}
