using DurableTeams.Storage;

namespace DurableTeams.Telemetry;

/// <summary>Reads a run's spans out of durable data alone.</summary>
public sealed class TraceReader(IRunStore store, TraceViews views)
{
    /// <summary>The spans of a run as they are by now; null where there is no such run.</summary>
    public async Task<RunTrace?> ReadAsync(string runId, CancellationToken cancellation = default)
    {
        if (await store.FindRunAsync(runId, cancellation) is not { } run) return null;
        var view = await views.OfAsync(run, cancellation);
        var last = (await store.AllEventsAsync(runId, cancellation)).LastOrDefault()?.Sequence ?? 0;
        return new RunTrace(run, [.. Flat(view.Root, last)], last);
    }

    private static IEnumerable<SpanView> Flat(SpanView span, long last)
    {
        yield return span with { Children = [], EndSequence = span.EndTime is null ? null : last };
        foreach (var below in span.Children.SelectMany(child => Flat(child, last))) yield return below;
    }
}
