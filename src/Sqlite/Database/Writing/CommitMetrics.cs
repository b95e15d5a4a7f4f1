using System.Diagnostics.Metrics;

namespace DurableTeams.Sqlite.Database.Writing;

/// <summary>How long commits take, which is mostly the flush to the disk.</summary>
internal sealed class CommitMetrics : IDisposable
{
    /// <summary>The meter of the database and the engine: the product's meter, so that one listener gets all numbers.</summary>
    public const string MeterName = "DurableTeams";

    private readonly Meter _meter;
    private readonly Histogram<double> _duration;

    public CommitMetrics(EmbeddedDatabase database)
    {
        _meter = new Meter(new MeterOptions(MeterName) { Scope = database });
        _duration = _meter.CreateHistogram(
            "durableteams.engine.commit.duration",
            "s",
            "Time in COMMIT.",
            tags: null,
            new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1]
            });
    }

    /// <summary>Records the time of one commit.</summary>
    public void Committed(TimeSpan took)
    {
        if (_duration.Enabled) _duration.Record(took.TotalSeconds);
    }

    public void Dispose() => _meter.Dispose();
}
