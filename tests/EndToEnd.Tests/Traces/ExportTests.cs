using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Traces;

/// <summary>The spans of a run that goes well come to the collector, each once.</summary>
public sealed class ExportTests(ITestOutputHelper output)
{
    [Theory]
    [OnSqlite]
    [OnFunctions]
    public async Task Export_RunEnds_AllSpansArriveOnceInTheirPlaces(StoreKind store)
    {
        await using var here = await Observatory.OpenAsync(output, store, Newsroom.Team, ("OTEL_SERVICE_NAME", "press"));
        Newsroom.Script(here.Stage);
        var run = await here.Api.StartRunAsync("newsroom", "Send the news");
        await here.Api.ApproveAsync(await here.Api.UntilPausedAsync(run));
        await here.Api.UntilAsync(run, "completed");

        var spans = await here.Collector.WholeAsync(run);
        await here.AssertWholeAsync(run);
        var root = spans.Named("invoke_agent Team newsroom");
        // On the Functions host its span of the call that started the run is the parent.
        Assert.Equal(store == StoreKind.Functions, root.Parent.Length > 0);
        Assert.Equal("press", root.Resource["service.name"]);
        Assert.Equal(
        [
            "chat leader", "chat leader", "chat leader", "invoke_agent researcher", "invoke_agent telegram-agent"
        ], spans.Below(root).Select(span => span.Name).Order());
        Assert.Equal(
            ["await_decision send_message", "chat telegram-agent", "chat telegram-agent", "execute_tool send_message"],
            spans.Below(spans.Named("invoke_agent telegram-agent")).Select(span => span.Name).Order());
        Assert.Equal(root.Tokens, spans.Where(span => span["gen_ai.operation.name"] == "chat").Sum(span => span.Tokens));
        Assert.DoesNotContain(spans, span => span.ToString().Contains("fact-42", StringComparison.Ordinal));
    }
}
