using System.Diagnostics.Metrics;
using DurableTeams.Storage;
using DurableTeams.Telemetry;

namespace DurableTeams.Services.Decisions;

/// <summary>
/// A metric: how long the oldest pending requirement has waited. Each round of <see cref="OutboxRelay"/> reads it while
/// somebody listens. A process whose rounds another process took over reports nothing any more.
/// </summary>
public sealed class OldestPendingMetric : IDisposable
{
    private static readonly TimeSpan Known = OutboxRelay.Interval * 2;

    private readonly Meter _meter;
    private readonly ObservableGauge<double> _gauge;
    private readonly IRunStore _store;
    private readonly TimeProvider _time;
    private volatile KnownAge? _last;

    /// <summary>Makes the metric.</summary>
    public OldestPendingMetric(IRunStore store, TimeProvider time)
    {
        (_store, _time) = (store, time);
        // One process can hold several hosts.
        _meter = new Meter(new MeterOptions(TeamMetrics.MeterName) { Scope = this });
        _gauge = _meter.CreateObservableGauge(
            "durableteams.approvals.oldest_pending.age", Age, "s",
            "The age of the oldest pending requirement; 0 where there is none.");
    }

    /// <summary>Reads the oldest pending requirement.</summary>
    public async Task LookAsync(CancellationToken cancellationToken = default)
    {
        if (_gauge.Enabled) _last = new KnownAge(await _store.FindOldestPendingAsync(cancellationToken), _time.GetTimestamp());
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<double>> Age()
    {
        if (_last is not { } last || _time.GetElapsedTime(last.At) > Known) return [];
        return [new(last.Oldest is { } asked ? Math.Max(0, (_time.GetUtcNow() - asked).TotalSeconds) : 0)];
    }

    private sealed record KnownAge(DateTimeOffset? Oldest, long At);
}
