using System.Diagnostics.Metrics;
using DurableTeams.Storage;
using DurableTeams.Telemetry;

namespace DurableTeams.Embedded.Storage;

/// <summary>How long people have been waited for, out of the requirements in SQLite.</summary>
internal sealed class ApprovalMetrics : IDisposable
{
    private const string Oldest = "SELECT created FROM requirements WHERE status = 0 ORDER BY id LIMIT 1";

    private readonly Meter _meter;

    public ApprovalMetrics(EmbeddedDatabase database, TimeProvider time)
    {
        _meter = new Meter(new MeterOptions(TeamMetrics.MeterName) { Scope = database });
        _meter.CreateObservableGauge(
            "durableteams.approvals.oldest_pending.age",
            () => Age(database, time),
            "s",
            "How long the oldest requirement that is pending has been; 0 with none.");
    }

    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<double>> Age(EmbeddedDatabase database, TimeProvider time)
    {
        try
        {
            var created = database.Read(session => session.Statement(Oldest).QueryInt64());
            return [new(created is { } at ? Math.Max(0, (time.GetUtcNow() - StoredTime.Read(at)).TotalSeconds) : 0)];
        }
        catch (StoreUnavailableException)
        {
            return [];
        }
    }
}
