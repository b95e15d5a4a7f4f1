using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Traces;

/// <summary>A run is part of its caller's trace, and is recorded if that is.</summary>
public sealed class CallerTests(ITestOutputHelper output)
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Span = "00f067aa0ba902b7";

    [Fact]
    public async Task Export_CallerSendsATraceparent_TheRunIsBelowItsSpan()
    {
        await using var here = await Observatory.OpenAsync(
            output, Newsroom.Team, ("OTEL_TRACES_SAMPLER", "parentbased_always_off"));
        var run = await StartAsync(here, "01");

        var spans = await here.Collector.WholeAsync(run);
        Assert.All(spans, span => Assert.Equal(Trace, span.TraceId));
        Assert.Equal(Span, spans.Single(Collector.IsRoot).Parent);
        Assert.Equal(2, spans.Count);
    }

    [Fact]
    public async Task Export_CallerIsNotRecorded_NeitherIsTheRun()
    {
        await using var here = await Observatory.OpenAsync(output, Newsroom.Team);
        var run = await StartAsync(here, "00");
        await here.SettleAsync();

        Assert.Empty(here.Collector.OfRun(run));
        Assert.Equal(Trace, (await here.Api.RunAsync(run)).Text("traceId"));
    }

    [Fact]
    public async Task Export_OneRunInTen_AllSpansOfARunOrNone()
    {
        await using var here = await Observatory.OpenAsync(
            output, Newsroom.Team, ("OTEL_TRACES_SAMPLER", "parentbased_traceidratio"), ("OTEL_TRACES_SAMPLER_ARG", "0.5"));
        here.Stage.Chat.Answers = _ => ChatAnswer.Say("Nothing new.");
        var runs = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => here.Api.StartRunAsync("newsroom", "Anything new?")));
        foreach (var run in runs) await here.Api.UntilAsync(run, "completed");
        // A recorded caller is always recorded: when it has arrived, those before it have.
        await here.Collector.WholeAsync(await StartAsync(here, "01"));

        var counts = runs.Select(run => here.Collector.OfRun(run).Count).ToArray();
        Assert.All(counts, count => Assert.True(count is 0 or 2, string.Join(' ', counts)));
        Assert.Contains(0, counts);
        Assert.Contains(2, counts);
    }

    private static async Task<string> StartAsync(Observatory here, string flags)
    {
        here.Stage.Chat.Answers = _ => ChatAnswer.Say("Nothing new.");
        var answer = await here.Api.PostAsync(
            "teams/newsroom/runs", new { message = "Anything new?" }, ("traceparent", $"00-{Trace}-{Span}-{flags}"));
        var run = answer.Expect(202).Json.Text("runId")!;
        await here.Api.UntilAsync(run, "completed");
        return run;
    }
}
