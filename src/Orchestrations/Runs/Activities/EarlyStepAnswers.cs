using DurableTeams.Contracts;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Runs.Activities;

/// <summary>
/// Lets a step answer before its work is done, where the engine holds orchestrations for their activities
/// (<see cref="EngineTraits.HoldsForActivities"/>). A step answers early when its member run has no time left, when its run was
/// asked to end, and when the member run has ended otherwise. The work goes on without the step; what it records comes too
/// late, and the store treats it so.
/// </summary>
public sealed partial class EarlyStepAnswers(
    EngineTraits engine, IRunStore store, TimeProvider time, ILogger<EarlyStepAnswers> logger)
{
    /// <summary>How often a working step checks whether its member run is over: one row is read each time.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly HashSet<Task> _left = [];

    /// <summary>Completes when all work that goes on after early answers is done. Never fails.</summary>
    public Task DoneAsync()
    {
        lock (_gate) return Task.WhenAll(_left);
    }

    /// <summary>Answers with the result of the work, or earlier.</summary>
    /// <param name="agent">The member run of the step.</param>
    /// <param name="told">Completes once the member run was told that its time is up.</param>
    /// <param name="work">The work.</param>
    /// <param name="left">The early answer.</param>
    internal async Task<T> AnswerAsync<T>(AgentRef agent, Task told, Func<Task<T>> work, Func<EarlyAnswerReason, T> left)
    {
        if (!engine.HoldsForActivities) return await work();
        var working = work();
        if (working.IsCompleted) return await working;
        using var answered = new CancellationTokenSource();
        await Task.WhenAny(working, told, OverAsync(agent, answered.Token));
        await answered.CancelAsync();
        if (working.IsCompleted) return await working;
        Keep(agent, working);
        return left(told.IsCompleted ? EarlyAnswerReason.OutOfTime : EarlyAnswerReason.Ended);
    }

    private void Keep(AgentRef agent, Task working)
    {
        LogLeft(agent.RunId, agent.MemberRunId);
        var rest = RestAsync(agent, working);
        lock (_gate) _left.Add(rest);
        _ = rest.ContinueWith(Forget, TaskScheduler.Default);
    }

    private void Forget(Task rest)
    {
        lock (_gate) _left.Remove(rest);
    }

    private async Task RestAsync(AgentRef agent, Task working)
    {
        try
        {
            await working;
        }
        catch (Exception exception)
        {
            // Deliberately everything: nobody else receives this exception.
            LogLeftFailed(exception, agent.RunId, agent.MemberRunId);
        }
    }

    /// <summary>Returns once the member run is over, or the step has answered.</summary>
    private async Task OverAsync(AgentRef agent, CancellationToken answered)
    {
        using var clock = new PeriodicTimer(LookEvery, time);
        try
        {
            // The run and the member run are read in turns. A cancellation shows in the run before any activity has room to
            // record the end; an end shows in the member run also without a cancellation.
            for (var look = 0; await clock.WaitForNextTickAsync(answered); look++)
            {
                if (await IsOverAsync(agent, look % 2 == 0, answered)) return;
            }
        }
        catch (OperationCanceledException)
        {
            // The step has answered with its own result.
        }
    }

    private async Task<bool> IsOverAsync(AgentRef agent, bool ofRun, CancellationToken answered)
    {
        try
        {
            // Another process may have written it, so the storage is asked. A completed member run does not count: a step
            // completes it, and is about to answer.
            if (!ofRun)
                return await store.FindMemberRunStatusAsync(
                    agent.RunId, agent.MemberRunId, answered) is null or RunStatus.Failed or RunStatus.Cancelled;
            return await store.FindRunAsync(agent.RunId, answered) is null or { CancelRequestedAt: not null }
                or { Status: RunStatus.Failed or RunStatus.Cancelled };
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogUnseen(exception, agent.RunId, agent.MemberRunId);
            return false;
        }
    }

    [LoggerMessage(
        Level = LogLevel.Information, Message = "Run {RunId}, member run {MemberRunId} has ended; its call goes on without it")]
    private partial void LogLeft(string runId, string memberRunId);

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "Run {RunId}, member run {MemberRunId} had ended, and its call failed afterwards")]
    private partial void LogLeftFailed(Exception exception, string runId, string memberRunId);

    [LoggerMessage(
        Level = LogLevel.Debug, Message = "Run {RunId}, member run {MemberRunId} could not be read to see whether it has ended")]
    private partial void LogUnseen(Exception exception, string runId, string memberRunId);
}
