using DurableTeams.Contracts;
using Microsoft.DurableTask;

namespace DurableTeams.Runs.Orchestrators;

/// <summary>
/// How long a member run, or a team, has worked and may still work. What counts is the time of models and tools, as their steps
/// report it; steps side by side count as long as the longest. Queues, restarts and people count nothing. Deterministic:
/// everything it knows is in the results of steps.
/// </summary>
internal sealed class WorkTime
{
    private static readonly Task Never = new TaskCompletionSource().Task;

    private readonly TimeSpan _budget;
    // Runs of versions with durable timers go on as they began.
    private readonly PausableTimer? _clock;

    public WorkTime(TaskOrchestrationContext context, TimeSpan budget, RunPlan plan)
    {
        _budget = budget;
        if (!plan.CountsSteps) _clock = new PausableTimer(context, budget);
    }

    /// <summary>How long the member run or team has worked.</summary>
    public TimeSpan Spent { get; private set; }

    /// <summary>The same in milliseconds, as results carry it.</summary>
    public long SpentMs => (long)Spent.TotalMilliseconds;

    /// <summary>How long it may still work, in milliseconds; null where a durable timer keeps the time.</summary>
    public long? LeftMs => _clock is null ? Math.Max(0, (long)(_budget - Spent).TotalMilliseconds) : null;

    /// <summary>Whether no time is left for another step.</summary>
    public bool IsOver => LeftMs == 0;

    /// <summary>Completes when a durable timer has used the time up; never where steps are counted.</summary>
    public Task Expired => _clock?.Expired ?? Never;

    /// <summary>Counts a step.</summary>
    /// <param name="from">The time spent when the step began.</param>
    /// <param name="workedMs">How long the step took, in milliseconds.</param>
    public void Add(TimeSpan from, long workedMs)
    {
        var until = from + TimeSpan.FromMilliseconds(workedMs);
        if (until > Spent) Spent = until;
    }

    /// <summary>Counts a wait between two attempts, unless the wait is longer than the time left.</summary>
    /// <returns>False if it is longer.</returns>
    public bool TryWait(TimeSpan wait)
    {
        if (LeftMs is { } left && wait.TotalMilliseconds >= left) return false;
        Add(Spent, (long)wait.TotalMilliseconds);
        return true;
    }

    /// <summary>Lets a durable timer run; does nothing where steps are counted.</summary>
    public void Start() => _clock?.Start();

    /// <summary>Stops a durable timer; does nothing where steps are counted.</summary>
    public void Stop() => _clock?.Stop();
}
