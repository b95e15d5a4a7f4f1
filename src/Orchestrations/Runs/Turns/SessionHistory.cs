using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Runs.Turns;

/// <summary>
/// What an agent remembers of its session. A fork remembers what the forked run remembered. It does not remember what that run
/// itself, its other forks and later runs added to the session.
/// </summary>
internal static class SessionHistory
{
    public static async Task<IReadOnlyList<SessionTurn>> ListAsync(
        IRunStore store, AgentRef agent, IReadOnlyList<string>? whose, int turns)
    {
        var began = agent.Attempt > 0 ? await BeganAsync(store, agent.RunId) : null;
        for (var newest = turns; ; newest *= 2)
        {
            var known = await store.ListSessionTurnsAsync(agent.SessionId, whose, newest);
            if (began is not { } time) return known;
            List<SessionTurn> before = [.. known.Where(turn => turn.At < time)];
            if (before.Count >= turns || known.Count < newest) return [.. before.TakeLast(turns)];
        }
    }

    /// <summary>When the run at the origin of a fork began; null for a run that is no fork.</summary>
    private static async Task<DateTimeOffset?> BeganAsync(IRunStore store, string runId)
    {
        var run = await store.FindRunAsync(runId);
        var began = run?.ForkOf is null ? null : run?.CreatedAt;
        while (run?.ForkOf is { } origin)
        {
            // The forked run may have been deleted.
            run = await store.FindRunAsync(origin.RunId);
            began = run?.CreatedAt ?? began;
        }

        return began;
    }
}
