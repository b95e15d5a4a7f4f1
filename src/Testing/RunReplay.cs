using DurableTeams.Runs;
using DurableTeams.Sqlite.Engine.Client;
using DurableTeams.Sqlite.Engine.Failures;
using Microsoft.DurableTask;

namespace DurableTeams.Testing;

/// <summary>
/// Replays recorded runs with today's code: runs that wait while a program is upgraded go on if their histories are repeated. The
/// command <c>durableteams history RUN_ID</c> writes a run's history; keep those that matter beside the tests.
/// </summary>
public static class RunReplay
{
    /// <summary>
    /// Replays the history of a run and of its member runs. Models and tools are not called, their answers are in it.
    /// </summary>
    /// <param name="history">The JSON that <c>durableteams history</c> or <see cref="TeamsTestHost.ExportHistory"/>
    /// wrote.</param>
    /// <exception cref="NonDeterminismException">Today's code asks for another step than the history records.</exception>
    /// <exception cref="OrchestratorNotFoundException">The history is of an orchestration that there is no more.</exception>
    /// <exception cref="ArgumentException">This is no history.</exception>
    public static void Check(string history) => HistoryReplayer.Replay(history, new DurableTaskRegistry().AddDurableTeams());
}
