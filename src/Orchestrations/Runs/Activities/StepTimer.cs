using DurableTeams.Contracts;
using DurableTeams.Storage.Ids;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Runs.Activities;

/// <summary>
/// Measures steps: how long a model or a tool worked. A step that works longer than its member run may is not stopped; instead
/// the member run gets the event <see cref="RunSignals.OutOfTime"/>. A step that a crash ended is measured from its new start:
/// time in which no process worked counts against no limit.
/// </summary>
internal sealed partial class StepTimer(EngineClient engine, TimeProvider time, ILogger<StepTimer> logger)
{
    // The longest time that a timer can wait.
    private const long LongestMs = 49L * 24 * 60 * 60 * 1000;
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    /// <summary>A step of a member run.</summary>
    /// <param name="agent">The member run.</param>
    /// <param name="leftMs">How long the member run may still work, in milliseconds; null where its orchestration keeps the
    /// time with durable timers.</param>
    internal StepTime Of(AgentRef agent, long? leftMs) => new(this, agent, leftMs);

    private async Task TellAsync(AgentRef agent, TaskCompletionSource told, CancellationToken ended)
    {
        var instance = agent.LeadsRun ? agent.RunId : agent.MemberRunId;
        try
        {
            while (!await TryTellAsync(instance, agent, ended)) await Task.Delay(Again, time, ended);
            told.TrySetResult();
        }
        catch (OperationCanceledException)
        {
            // The step has ended before its time; its result says how long it took.
        }
    }

    private async Task<bool> TryTellAsync(string instance, AgentRef agent, CancellationToken ended)
    {
        try
        {
            await engine.Client.RaiseEventAsync(instance, RunSignals.OutOfTime(agent.Attempt), string.Empty, ended);
            return true;
        }
        catch (InvalidOperationException)
        {
            // The member run has ended meanwhile.
            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogUntold(exception, agent.RunId, agent.MemberRunId);
            return false;
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Run {RunId}, member run {MemberRunId} has no time left; the event that says so could not be raised yet")]
    private partial void LogUntold(Exception exception, string runId, string memberRunId);

    /// <summary>One step.</summary>
    internal sealed class StepTime(StepTimer steps, AgentRef agent, long? leftMs)
    {
        private readonly TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private TimeSpan _worked;

        /// <summary>Completes once the member run was told that its time is up; never where it was not.</summary>
        public Task Told => _told.Task;

        /// <summary>How long a model or a tool worked so far, in milliseconds; 0 where steps are not counted.</summary>
        public long WorkedMs => leftMs is null ? 0 : (long)_worked.TotalMilliseconds;

        /// <summary>Measures the work of a model or a tool.</summary>
        public async Task<T> MeasureAsync<T>(Func<Task<T>> work)
        {
            using var ended = new CancellationTokenSource();
            await using var timer = Timer(ended.Token);
            var began = steps.Time.GetTimestamp();
            try
            {
                return await work();
            }
            finally
            {
                _worked += steps.Time.GetElapsedTime(began);
                await ended.CancelAsync();
            }
        }

        private ITimer? Timer(CancellationToken ended)
        {
            if (leftMs is not { } left || left - (long)_worked.TotalMilliseconds > LongestMs) return null;
            var due = TimeSpan.FromMilliseconds(Math.Max(0, left - (long)_worked.TotalMilliseconds));
            // The event is durable by itself, and not part of what the activity writes.
            using IDisposable? apart = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
            return steps.Time.CreateTimer(_ => _ = steps.TellAsync(agent, _told, ended), null, due, Timeout.InfiniteTimeSpan);
        }
    }

    private TimeProvider Time => time;
}
