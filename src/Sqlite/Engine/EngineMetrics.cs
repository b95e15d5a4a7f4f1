using System.Diagnostics.Metrics;
using DurableTeams.Sqlite.Database.Writing;
using DurableTeams.Sqlite.Engine.Client;
using DurableTeams.Storage;

namespace DurableTeams.Sqlite.Engine;

/// <summary>Reports the engine's present work on request; nothing is counted in between.</summary>
internal sealed class EngineMetrics : IDisposable
{
    private readonly Meter _meter;

    // The engine is the meter's scope: a process may have several, and the numbers of each end with it.
    public EngineMetrics(EmbeddedEngine engine, InstanceQueries queries)
    {
        _meter = new Meter(new MeterOptions(CommitMetrics.MeterName) { Scope = engine });
        Gauge(
            "durableteams.engine.activities.running", "{activity}", "Activities that run.", () => engine.Load.RunningActivities);
        Gauge(
            "durableteams.engine.activities.waiting",
            "{activity}",
            "Activities that wait for room.",
            () => engine.Load.WaitingActivities);
        Gauge("durableteams.engine.instances.live", "{instance}", "Orchestrations in memory.", () => engine.Load.LiveInstances);
        _meter.CreateObservableGauge(
            "durableteams.engine.dead_letters", () => DeadLetters(queries), "{instance}",
            "Orchestrations that the engine has set aside.");
    }

    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<int>> DeadLetters(InstanceQueries queries)
    {
        try
        {
            return [new(queries.ListDeadLetters().Count)];
        }
        catch (StoreUnavailableException)
        {
            // Not known at the moment.
            return [];
        }
    }

    private void Gauge(string name, string unit, string description, Func<int> observe) =>
        _meter.CreateObservableGauge(name, observe, unit, description);
}
