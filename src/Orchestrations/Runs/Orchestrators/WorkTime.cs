using DurableTeams.Contracts;
using Microsoft.DurableTask;

namespace DurableTeams.Runs.Orchestrators;

/// <summary>
/// How long a member run, or a team, has worked and may still work. What counts is the time that models and tools took, as
/// their steps tell; steps side by side count as long as the longest. Queues, restarts and people count nothing. Deterministic:
/// all it knows is in the results of the steps.
/// </summary>
internal sealed class WorkTime
{
    private static readonly Task s_never = new TaskCompletionSource().Task;

    private readonly TimeSpan _budget;
    // Runs of versions that left their time to durable timers go on as they began.
    private readonly PausableTimer? _clock;

    public WorkTime(TaskOrchestrationContext context, TimeSpan budget, RunPlan plan)
    {
        _budget = budget;
        if (!plan.CountsSteps) _clock = new PausableTimer(context, budget);
    }

    /// <summary>How long it worked.</summary>
    public TimeSpan Spent { get; private set; }

    /// <summary>The same in milliseconds, as results carry it.</summary>
    public long SpentMs => (long)Spent.TotalMilliseconds;

    /// <summary>How long it may still work, in milliseconds; null where a durable timer keeps the time.</summary>
    public long? LeftMs => _clock is null ? Math.Max(0, (long)(_budget - Spent).TotalMilliseconds) : null;

    /// <summary>Whether the next step is one too many.</summary>
    public bool IsOver => LeftMs == 0;

    /// <summary>Completes when a durable timer has used the time up; never where steps count.</summary>
    public Task Expired => _clock?.Expired ?? s_never;

    /// <summary>Counts a step.</summary>
    /// <param name="from">What was spent when it began.</param>
    /// <param name="workedMs">How long it took, in milliseconds.</param>
    public void Add(TimeSpan from, long workedMs)
    {
        var until = from + TimeSpan.FromMilliseconds(workedMs);
        if (until > Spent) Spent = until;
    }

    /// <summary>Counts a wait between two attempts, unless it outlasts the time.</summary>
    /// <returns>False if it does.</returns>
    public bool TryWait(TimeSpan wait)
    {
        if (LeftMs is { } left && wait.TotalMilliseconds >= left) return false;
        Add(Spent, (long)wait.TotalMilliseconds);
        return true;
    }

    /// <summary>Lets a durable timer run; nothing where steps count.</summary>
    public void Start() => _clock?.Start();

    /// <summary>Stops a durable timer; nothing where steps count.</summary>
    public void Stop() => _clock?.Stop();
}
