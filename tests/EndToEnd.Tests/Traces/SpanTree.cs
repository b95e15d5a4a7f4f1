using System.Text.Json;

namespace DurableTeams.EndToEnd.Tests.Traces;

/// <summary>What holds of any run's spans, whatever happened to it.</summary>
public static class SpanTree
{
    /// <summary>
    /// Each span once, all in the run's trace, each but the root below one that is there, and as the run's trace has them.
    /// </summary>
    public static async Task AssertWholeAsync(this Observatory here, string runId)
    {
        var spans = here.Collector.OfRun(runId);
        Assert.Equal(spans.Count, spans.Select(span => span.SpanId).Distinct().Count());
        var trace = (await here.Api.GetAsync($"runs/{runId}/trace")).Expect(200).Json;
        Assert.All(spans, span => Assert.Equal(trace.Text("traceId"), span.TraceId));
        var ids = spans.Select(span => span.SpanId).ToHashSet();
        Assert.All(spans.Where(span => !Collector.IsRoot(span)), span => Assert.Contains(span.Parent, ids));
        var kept = Flat(trace.At("root")).Select(span => (span.Text("spanId")!, span.Text("name")!)).Order();
        Assert.Equal(kept, spans.Select(span => (span.SpanId, span.Name)).Order());
    }

    /// <summary>The spans right below one.</summary>
    public static IReadOnlyList<ExportedSpan> Below(this IEnumerable<ExportedSpan> spans, ExportedSpan parent) =>
        [.. spans.Where(span => span.Parent == parent.SpanId)];

    /// <summary>The one span with this name.</summary>
    public static ExportedSpan Named(this IEnumerable<ExportedSpan> spans, string name) =>
        Assert.Single(spans, span => span.Name == name);

    private static IEnumerable<JsonElement> Flat(JsonElement span) => span.Items("children").SelectMany(Flat).Prepend(span);
}
