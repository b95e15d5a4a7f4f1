using DurableTeams.Storage.Records;

namespace DurableTeams.Telemetry;

/// <summary>Makes a run's span tree from durable data alone.</summary>
public sealed class TraceViews(TraceReader reader)
{
    /// <summary>The present trace.</summary>
    public async Task<TraceView> OfAsync(RunRecord run, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        var trace = await reader.ReadAsync(run, cancellationToken);
        var root = trace.Spans[0];
        var ids = trace.Spans.Select(span => span.SpanId).ToHashSet(StringComparer.Ordinal);
        // A span whose parent is not known is shown below its member run, or the run.
        var below = trace.Spans.Skip(1).ToLookup(
            span => span.ParentSpanId is { } parent && ids.Contains(parent) ? parent : span.Otherwise ?? root.SpanId,
            StringComparer.Ordinal);
        // The span of a retried run ended with its first attempt; the tree shows the whole run.
        return new TraceView(
            run.TraceId, run.RunId, Whole(root) with { EndTime = run.CompletedAt, Status = StatusOf(run.Status) });

        SpanView Whole(SpanView span) =>
            span with { Children = [.. below[span.SpanId].Select(Whole).OrderBy(child => child.StartTime)] };
    }

    private static string StatusOf(RunStatus status) => status switch
    {
        RunStatus.Completed => "ok",
        RunStatus.Failed => "error",
        _ => "unset",
    };
}
