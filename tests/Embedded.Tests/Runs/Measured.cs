using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using DurableTeams.Telemetry;

namespace DurableTeams.Embedded.Tests.Runs;

/// <summary>What the meter tells while it lives, of one team or model: others measure in this process too.</summary>
internal sealed class Measured : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<Measurement> _all = new();

    public Measured(string tag, string value)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == TeamMetrics.MeterName) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, number, tags, _) => Add(instrument, number, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, number, tags, _) => Add(instrument, number, tags));
        _listener.Start();

        void Add(Instrument instrument, double number, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var said = tags.ToArray().ToDictionary(pair => pair.Key, pair => pair.Value?.ToString(), StringComparer.Ordinal);
            if (said.GetValueOrDefault(tag) == value) _all.Enqueue(new Measurement(instrument, number, said));
        }
    }

    /// <summary>What an instrument told.</summary>
    public IReadOnlyList<Measurement> Of(string instrument) => [.. _all.Where(item => item.Instrument.Name == instrument)];

    /// <summary>How the counters of runs stand, as <c>name:sum</c> in the order of the names.</summary>
    public string Runs =>
        string.Join(' ', _all.Where(item => item.Instrument.Name.StartsWith("durableteams.runs.", StringComparison.Ordinal))
            .GroupBy(item => item.Instrument.Name["durableteams.runs.".Length..])
                .OrderBy(items => items.Key, StringComparer.Ordinal)
                .Select(items => $"{items.Key}:{items.Sum(item => item.Number)}"));

    public void Dispose() => _listener.Dispose();

    internal sealed record Measurement(Instrument Instrument, double Number, IReadOnlyDictionary<string, string?> Tags);
}
