using DurableTeams.Runs;
using DurableTeams.Storage;

namespace DurableTeams.Models;

/// <summary>
/// What an agent remembers of its session. A fork remembers what the run did that it was forked from: that run's own turns,
/// which may come after the shared past, are not among it.
/// </summary>
internal static class PastTurns
{
    public static async Task<IReadOnlyList<SessionTurn>> ListAsync(IRunStore store, AgentRef agent, IReadOnlyList<string>? whose, int turns)
    {
        var origins = new HashSet<string>(StringComparer.Ordinal);
        var theirs = 0;
        var run = agent.Attempt > 0 ? await store.FindRunAsync(agent.RunId) : null;
        while (run?.ForkOf is { } origin)
        {
            origins.Add(origin.RunId);
            // A turn is an agent run's: there are not more of theirs to leave out.
            theirs += (await store.ListMemberRunsAsync(origin.RunId)).Count;
            run = await store.FindRunAsync(origin.RunId);
        }

        var newest = await store.ListSessionTurnsAsync(agent.SessionId, whose, turns + theirs);
        return origins.Count == 0 ? newest : [.. newest.Where(turn => !origins.Contains(turn.RunId)).TakeLast(turns)];
    }
}
