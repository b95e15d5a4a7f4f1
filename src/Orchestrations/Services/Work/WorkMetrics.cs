using System.Diagnostics.Metrics;
using DurableTeams.Storage;
using DurableTeams.Storage.Work;
using DurableTeams.Telemetry;

namespace DurableTeams.Services.Work;

/// <summary>
/// Metrics: how much work waits in each queue, since when the oldest waits, and how much is leased. Each round of the outbox
/// relay reads them while somebody listens. A process whose rounds another process took over reports nothing any more.
/// </summary>
public sealed class WorkMetrics : IDisposable
{
    private const int MaxLeased = 10_000;
    private static readonly TimeSpan Known = TimeSpan.FromMinutes(1);

    private readonly Meter _meter;
    private readonly ObservableGauge<int> _waiting;
    private readonly ObservableGauge<int> _leased;
    private readonly IRunStore _store;
    private readonly TimeProvider _time;
    private volatile KnownQueues? _last;

    /// <summary>Makes the metrics.</summary>
    public WorkMetrics(IRunStore store, TimeProvider time)
    {
        (_store, _time) = (store, time);
        // One process can hold several hosts.
        _meter = new Meter(new MeterOptions(TeamMetrics.MeterName) { Scope = this });
        _waiting = _meter.CreateObservableGauge(
            "durableteams.work.waiting", () => Fresh()?.Queues.Select(queue => Of(queue.Waiting, queue.Queue)) ?? [], "{work}",
            "Pieces of work that wait in a queue.");
        _meter.CreateObservableGauge(
            "durableteams.work.oldest_waiting.age",
            () => Fresh()?.Queues.Select(queue => Of(Math.Max(0, (_time.GetUtcNow() - queue.Oldest).TotalSeconds), queue.Queue))
                ?? [],
            "s", "How long the oldest piece of work of a queue has waited.");
        _leased = _meter.CreateObservableGauge(
            "durableteams.work.leased",
            () => Fresh()?.Leased.Select(queue => Of(queue.Value, queue.Key)) ?? [], "{work}",
            "Pieces of work that somebody has.");
    }

    /// <summary>Reads the queues.</summary>
    public async Task LookAsync(CancellationToken cancellationToken = default)
    {
        if (!_waiting.Enabled && !_leased.Enabled) return;
        var queues = await _store.ListQueuesAsync(cancellationToken);
        var leased = await _store.ListLeasedWorkAsync(MaxLeased, cancellationToken);
        _last = new KnownQueues(
            queues, leased.CountBy(work => work.Queue ?? "", StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal),
            _time.GetTimestamp());
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private KnownQueues? Fresh() => _last is { } last && _time.GetElapsedTime(last.At) <= Known ? last : null;

    private static Measurement<T> Of<T>(T value, string queue)
        where T : struct => new(value, new KeyValuePair<string, object?>("durableteams.work.queue", queue));

    private sealed record KnownQueues(IReadOnlyList<QueueLength> Queues, IReadOnlyDictionary<string, int> Leased, long At);
}
