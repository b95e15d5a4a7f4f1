using DurableTeams.Json;
using DurableTeams.Services;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Sqlite.Hosting;

/// <summary>
/// Decides when a host can end unnoticed: no member works, here or elsewhere, no timer is due soon, and every decision is
/// delivered. Paused runs
/// wait for people and are only rows. The engine is asked in memory; the store only after the engine was at rest for the whole
/// time.
/// </summary>
internal sealed partial class IdleWatch
{
    private const int RunsPerPage = 50;
    private const int MaxLeased = 10_000;
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortestLook = TimeSpan.FromMilliseconds(50);

    private readonly ISqliteTeamEngine _engine;
    private readonly IRunStore _store;
    private readonly IdleLimits _limits;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly HashSet<string> _closed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _closedElsewhere = new(StringComparer.Ordinal);
    private long _progress;
    private long _held;

    public IdleWatch(ISqliteTeamEngine engine, IRunStore store, IdleLimits limits, TimeProvider time, ILogger logger)
    {
        (_engine, _store, _limits, _time, _logger) = (engine, store, limits, time, logger);
        _progress = _held = time.GetTimestamp();
    }

    /// <summary>Returns once the host can end.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var look = _limits.Exit / 10;
        look = look < ShortestLook ? ShortestLook : look > LongestLook ? LongestLook : look;
        do
        {
            await Task.Delay(look, _time, cancellationToken);
        }
        while (!await CanEndAsync(cancellationToken));
        Ending(Duration.Format(_limits.Exit));
    }

    /// <summary>One check; true once the host can end.</summary>
    public async Task<bool> CanEndAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            var outlook = _engine.Outlook;
            _progress = Math.Max(_progress, outlook.LastWork);
            if (outlook.NextTimer - _time.GetUtcNow() <= _limits.Exit) _progress = _time.GetTimestamp();
            _closed.IntersectWith(outlook.Busy);
            var working = outlook.Busy.Except(_closed).ToList();
            if (working.Count > 0) _held = _time.GetTimestamp();
            var ceiling = IsOver(_limits.Ceiling, _progress);
            if (ceiling && working.Count > 0) await CloseAsync(working, cancellationToken);
            if (!IsOver(_limits.Exit, Math.Max(_progress, _held))) return false;
            if (await WorksElsewhereAsync(cancellationToken))
            {
                _held = _time.GetTimestamp();
                return false;
            }

            // The next start finds what the store still holds.
            if (ceiling || !await HoldsAsync(cancellationToken)) return true;
            _held = _time.GetTimestamp();
        }
        catch (StoreUnavailableException)
        {
            // The host is not known to be idle.
            _progress = _time.GetTimestamp();
        }

        return false;
    }

    private bool IsOver(TimeSpan time, long since) => _time.GetElapsedTime(since) >= time;

    /// <summary>
    /// Whether another process has work of this host. A worker that says nothing but that it lives until the ceiling is closed as
    /// a member is. While a person is asked, nobody works.
    /// </summary>
    private async Task<bool> WorksElsewhereAsync(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var leased = (await _store.ListLeasedWorkAsync(MaxLeased, cancellationToken))
            .Where(work => work.Due is not null).ToList();
        var silent = leased.Where(work => now - (work.ProgressAt ?? work.Since) >= _limits.Ceiling).ToList();
        var late = silent.Select(work => work.MemberRunId).Where(_closedElsewhere.Add).ToList();
        if (late.Count > 0) await CloseAsync(late, cancellationToken);
        return late.Count > 0 || leased.Count > silent.Count;
    }

    private async Task CloseAsync(List<string> instances, CancellationToken cancellationToken)
    {
        var ceiling = Duration.Format(_limits.Ceiling);
        foreach (var instance in instances)
        {
            Closing(RunIds.RunOf(instance), instance, ceiling);
            // Closed once: a member that ignores this must not keep the host either.
            _closed.Add(instance);
            try
            {
                var what = $"made no progress for {ceiling}, and nothing else was left to do (--idle-ceiling)";
                await RunService.CloseMemberRunAsync(_engine.Client!, instance, what, cancellationToken);
            }
            catch (InvalidOperationException)
            {
                // The instance ended, or became a dead letter, between the check and now.
            }
        }
    }

    /// <summary>
    /// Whether the store holds work that the engine does not know yet, or a run that works between two attempts.
    /// </summary>
    private async Task<bool> HoldsAsync(CancellationToken cancellationToken) =>
        (await _store.ListUndeliveredRunsAsync(cancellationToken)).Count > 0
        || (await _store.ListUndeliveredDecisionsAsync(cancellationToken)).Count > 0
        || await AnyRunsAsync(cancellationToken);

    /// <summary>
    /// Whether a run is under way. A run whose orchestration is gone, or a dead letter, does not count: only a new start can
    /// help it.
    /// </summary>
    private async Task<bool> AnyRunsAsync(CancellationToken cancellationToken)
    {
        string? cursor = null;
        do
        {
            var page = await _store.ListRunsAsync(
                new RunQuery(RunStatus.Running, Limit: RunsPerPage, Cursor: cursor), cancellationToken);
            foreach (var run in page.Items)
            {
                if (await _engine.Client!.GetInstanceAsync(
                    run.RunId, cancellationToken) is { IsRunning: true, FailureDetails: null })
                    return true;
            }

            cursor = page.Cursor;
        }
        while (cursor is not null);
        return false;
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Run {RunId}: member run {MemberRunId} made no progress for {Ceiling}, and is closed as timed out")]
    private partial void Closing(string runId, string memberRunId, string ceiling);

    [LoggerMessage(Level = LogLevel.Information, Message = "Nothing was left to do for {Idle}; the host ends")]
    private partial void Ending(string idle);
}
