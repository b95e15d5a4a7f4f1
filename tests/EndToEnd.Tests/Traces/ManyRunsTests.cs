using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Traces;

public sealed class ManyRunsTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Export_TwoHundredRunsAtOnce_NoSpanInAnothersTraceAndNoIdTwice()
    {
        await using var here = await Observatory.OpenAsync(output, Newsroom.Team);
        Newsroom.Script(here.Stage);
        here.Stage.Chat.Answers = request => request is { Agent: "leader", Turn: > 1 }
            ? ChatAnswer.Say("Done.")
            : Newsroom.Chat(request);
        var runs = await Task.WhenAll(
            Enumerable.Range(0, 200).Select(number => here.Api.StartRunAsync("newsroom", $"Question {number}")));
        await Wait.UntilAsync("all runs are exported", () => here.Collector.Spans.Count(Collector.IsRoot) == runs.Length);

        var spans = here.Collector.Spans;
        Assert.Equal(7 * runs.Length, spans.Count);
        Assert.Equal(spans.Count, spans.Select(span => span.SpanId).Distinct().Count());
        var traces = spans.ToLookup(span => span.TraceId);
        Assert.Equal(runs.Length, traces.Count);
        Assert.Equal(runs.Order(), traces.Select(trace => Assert.Single(
            trace.Select(span => span["durableteams.run.id"]).Distinct())).Order());
        foreach (var trace in traces)
        {
            var ids = trace.Select(span => span.SpanId).ToHashSet();
            Assert.All(trace, span => Assert.True(
                Collector.IsRoot(span) ? span.Parent.Length == 0 : ids.Contains(span.Parent), span.ToString()));
        }
    }
}
