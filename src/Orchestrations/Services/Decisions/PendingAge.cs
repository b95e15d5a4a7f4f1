using System.Diagnostics.Metrics;
using DurableTeams.Storage;
using DurableTeams.Telemetry;

namespace DurableTeams.Services.Decisions;

/// <summary>
/// How long people have been waited for, as a metric. Looked up with each round of <see cref="OutboxRelay"/>, where somebody
/// listens; a process whose rounds another one took over says nothing any more.
/// </summary>
public sealed class PendingAge : IDisposable
{
    private static readonly TimeSpan s_known = OutboxRelay.Interval * 2;

    private readonly Meter _meter;
    private readonly ObservableGauge<double> _gauge;
    private readonly IRunStore _store;
    private readonly TimeProvider _time;
    private volatile Look? _last;

    /// <summary>Makes the metric.</summary>
    public PendingAge(IRunStore store, TimeProvider time)
    {
        (_store, _time) = (store, time);
        // There can be several hosts in one process.
        _meter = new Meter(new MeterOptions(TeamMetrics.MeterName) { Scope = this });
        _gauge = _meter.CreateObservableGauge(
            "durableteams.approvals.oldest_pending.age", Age, "s", "The age of the oldest pending requirement; 0 where there is none.");
    }

    /// <summary>Looks the oldest one up.</summary>
    public async Task LookAsync(CancellationToken cancellation = default)
    {
        if (_gauge.Enabled) _last = new Look(await _store.FindOldestPendingAsync(cancellation), _time.GetTimestamp());
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<double>> Age()
    {
        if (_last is not { } last || _time.GetElapsedTime(last.At) > s_known) return [];
        return [new(last.Oldest is { } asked ? Math.Max(0, (_time.GetUtcNow() - asked).TotalSeconds) : 0)];
    }

    private sealed record Look(DateTimeOffset? Oldest, long At);
}
