using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Traces;

/// <summary>
/// Requests are measured; their addresses, which may have secrets in them, are told to nobody, and no span is made of them.
/// </summary>
public sealed class RequestTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Export_MeasurementsToo_RequestsAreMeasuredWithoutAddressesAndSpansAreThoseOfTheRun()
    {
        await using var here = await Observatory.OpenAsync(
            output, Newsroom.Team, ("OTEL_METRICS_EXPORTER", "otlp"), ("OTEL_METRIC_EXPORT_INTERVAL", "100"));
        Newsroom.Script(here.Stage);
        var run = await here.Api.StartRunAsync("newsroom", "Send the news");
        await here.Api.ApproveAsync(await here.Api.UntilPausedAsync(run));
        await here.Api.UntilAsync(run, "completed");
        (await here.Api.GetAsync($"runs/{run}/trace?code=hush-hush")).Expect(200);

        foreach (var name in new[] { "http.server.request.duration", "http.client.request.duration", "runs/{runId}/trace" })
            await Wait.UntilAsync($"{name} is measured", () => here.Collector.IsMeasured(name));
        await here.Collector.WholeAsync(run);
        await here.AssertWholeAsync(run);

        foreach (var part in new[] { "hush-hush", run, "/send_message", "/search" })
            Assert.False(here.Collector.IsMeasured(part), part);
        Assert.All(here.Collector.Spans, span => Assert.Equal(run, span["durableteams.run.id"]));
    }
}
