using DurableTeams.Runs.Activities;
using DurableTeams.Storage;
using DurableTeams.Storage.Work;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Runs.Remote;

/// <summary>
/// Ends waits and leases when their time is up. It watches the work that this process gave away or offered, with one timer for
/// all. The outbox relay looks for the rest, and for what a process that died watched. Heartbeats do not touch it: when a lease
/// should end, the store says whether it does.
/// </summary>
public sealed partial class WorkAlarm : IDisposable
{
    private const int MaxWatched = 10_000;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(5);

    private readonly IRunStore _store;
    private readonly WorkNotices _notices;
    private readonly EngineClient _engine;
    private readonly TimeProvider _time;
    private readonly ILogger<WorkAlarm> _logger;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, DateTimeOffset> _watched = new(StringComparer.Ordinal);
    private readonly ITimer _timer;
    private DateTimeOffset _next = DateTimeOffset.MaxValue;
    private bool _ended;

    /// <summary>Makes the alarm; nothing is watched yet.</summary>
    public WorkAlarm(IRunStore store, WorkNotices notices, EngineClient engine, TimeProvider time, ILogger<WorkAlarm> logger)
    {
        ArgumentNullException.ThrowIfNull(time);
        (_store, _notices, _engine, _time, _logger) = (store, notices, engine, time, logger);
        _timer = time.CreateTimer(_ => _ = RingAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Watches work until this time; null where nothing ends by itself.</summary>
    public void Watch(string workId, DateTimeOffset? due)
    {
        lock (_gate)
        {
            if (due is not { } at)
            {
                _watched.Remove(workId);
                return;
            }

            // Beyond the bound the relay alone looks.
            if (_watched.Count >= MaxWatched && !_watched.ContainsKey(workId)) return;
            _watched[workId] = at;
            if (at < _next) Arm(at);
        }
    }

    /// <summary>Ends the wait or lease of this work, if its time is up, and tells its orchestration.</summary>
    public async Task<WorkRecord?> ExpireAsync(
        string workId, DurableTaskClient client, CancellationToken cancellationToken = default)
    {
        var answer = await _store.ChangeWorkAsync(workId, new WorkExpiry(_time.GetUtcNow()), cancellationToken);
        if (answer is { Outcome: WorkOutcome.Done, Work: { } changed }) await _notices.TellAsync(changed, client);
        Watch(workId, answer.Work is { IsOpen: true } open ? open.Due : null);
        return answer.Work;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate) _ended = true;
        _timer.Dispose();
    }

    private async Task RingAsync()
    {
        List<string> due;
        lock (_gate)
        {
            if (_ended) return;
            var now = _time.GetUtcNow();
            due = [.. _watched.Where(work => work.Value <= now).Select(work => work.Key)];
            foreach (var workId in due) _watched.Remove(workId);
            _next = DateTimeOffset.MaxValue;
            if (_watched.Count > 0) Arm(_watched.Values.Min());
        }

        foreach (var workId in due)
        {
            try
            {
                await ExpireAsync(workId, _engine.Client);
            }
            catch (Exception exception)
            {
                // Deliberately everything: nobody waits for this task, and the relay looks again.
                LogFailed(exception, workId);
                Watch(workId, _time.GetUtcNow() + Later);
            }
        }
    }

    private void Arm(DateTimeOffset at)
    {
        if (_ended) return;
        _next = at;
        var wait = at - _time.GetUtcNow();
        // A millisecond more, so that the time is up when the timer rings.
        _timer.Change(
            wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Longest ? Longest : wait + TimeSpan.FromMilliseconds(1),
            Timeout.InfiniteTimeSpan);
    }

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "Whether the time of work {WorkId} is up could not be seen; it is looked at again")]
    private partial void LogFailed(Exception exception, string workId);
}
