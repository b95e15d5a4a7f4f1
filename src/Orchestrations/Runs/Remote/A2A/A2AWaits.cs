using DurableTeams.Contracts.Remote;
using DurableTeams.Storage.Work;

namespace DurableTeams.Runs.Remote.A2A;

/// <summary>How long to wait before the next look at an agent's task.</summary>
internal static class A2AWaits
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan WhileAsking = TimeSpan.FromMinutes(5);

    /// <summary>There is nothing more to do.</summary>
    public static A2AStanding Done { get; } = new(Done: true);

    /// <summary>Longer each time, while nothing changes; or as long as the agent asks for.</summary>
    public static A2AStanding Again(WorkRecord work, A2AState state, TimeSpan? asked = null)
    {
        var wait = Shortest * Math.Pow(2, Math.Min(state.Tries, 10));
        if (wait > Longest) wait = Longest;
        if (asked > wait) wait = asked.Value;
        return new A2AStanding(Done: false, (long)wait.TotalMilliseconds, work.Told, state with { Tries = state.Tries + 1 });
    }

    /// <summary>At once.</summary>
    public static A2AStanding Now(WorkRecord work, A2AState state) =>
        new(Done: false, 1, work.Told, state with { Tries = 0 });

    /// <summary>Until a person has decided; the agent may go on without, so it is looked at now and then.</summary>
    public static A2AStanding Asking(WorkRecord work, A2AState state) =>
        new(Done: false, (long)WhileAsking.TotalMilliseconds, work.Told, state with { Tries = 0 });
}
