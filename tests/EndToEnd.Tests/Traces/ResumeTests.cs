using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Traces;

/// <summary>What one process began and another ended is one tree.</summary>
public sealed class ResumeTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Export_PausedInOneProcessAndApprovedInTheNext_OneTreeWithAllTokens()
    {
        await using var here = await Observatory.OpenAsync(output, Newsroom.Team);
        Newsroom.Script(here.Stage);
        var run = await here.Api.StartRunAsync("newsroom", "Send the news");
        var requirement = await here.Api.UntilPausedAsync(run);

        await here.RestartAsync();
        Assert.NotEmpty(here.Collector.OfRun(run));
        Assert.DoesNotContain(here.Collector.OfRun(run), Collector.IsRoot);
        await here.Api.ApproveAsync(requirement);
        var done = await here.Api.UntilAsync(run, "completed");

        var spans = await here.Collector.WholeAsync(run);
        await here.SettleAsync();
        await here.AssertWholeAsync(run);
        var root = spans.Single(Collector.IsRoot);
        Assert.Equal(root.Tokens, spans.Where(span => span["gen_ai.operation.name"] == "chat").Sum(span => span.Tokens));
        Assert.Equal(root.Tokens, done.Number("usage", "inputTokens") + done.Number("usage", "outputTokens"));
        var member = spans.Named("invoke_agent telegram-agent");
        Assert.Equal(
            member.Tokens, spans.Below(member).Where(span => span["gen_ai.operation.name"] == "chat").Sum(span => span.Tokens));
        Assert.Equal(2, spans.Select(span => span.Resource["service.instance.id"]).Distinct().Count());
    }

    [Fact]
    public async Task Export_StoppedAsTheRunEnds_SendsItsSpansFirst()
    {
        await using var here = await Observatory.OpenAsync(output, Newsroom.Team);
        here.Stage.Chat.Answers = _ => ChatAnswer.Say("Nothing new.");
        var run = await here.Api.StartRunAsync("newsroom", "Anything new?");
        await here.Api.UntilAsync(run, "completed");

        Assert.Equal(0, await here.Stage.Host.TerminateAsync());

        Assert.Single(here.Collector.OfRun(run), Collector.IsRoot);
        Assert.Equal(2, here.Collector.OfRun(run).Count);
    }

    [Fact]
    public async Task Export_FailedRunRetried_TheSecondAttemptBelowTheFirstAndNothingTwice()
    {
        await using var here = await Observatory.OpenAsync(output, Newsroom.Team);
        Newsroom.Script(here.Stage);
        var fails = true;
        here.Stage.Chat.Answers = request => request.Agent == "researcher" && fails
            ? ChatAnswer.Fail(400)
            : Newsroom.Chat(request);
        var run = await here.Api.StartRunAsync("newsroom", "Send the news");
        await here.Api.UntilAsync(run, "failed");
        await here.Collector.WholeAsync(run);

        fails = false;
        await here.RestartAsync();
        (await here.Api.PostAsync($"runs/{run}/retry", null)).Expect(202);
        await here.Api.ApproveAsync(await here.Api.UntilPausedAsync(run));
        await here.Api.UntilAsync(run, "completed");

        var spans = await here.Collector.WholeAsync(run, roots: 2);
        await here.SettleAsync();
        Assert.Equal(spans.Count, here.Collector.OfRun(run).Select(span => span.SpanId).Distinct().Count());
        var roots = spans.Where(Collector.IsRoot).ToArray();
        Assert.Equal(("", 2), (roots[0].Parent, roots[0].Status));
        Assert.Equal((roots[0].SpanId, 1), (roots[1].Parent, roots[1].Status));
    }

    [Fact]
    public async Task Export_Fork_SendsOnlyWhatItDidItself()
    {
        await using var here = await Observatory.OpenAsync(output, Newsroom.Team);
        Newsroom.Script(here.Stage);
        var origin = await here.Api.StartRunAsync("newsroom", "Send the news");
        await here.Api.ApproveAsync(await here.Api.UntilPausedAsync(origin));
        await here.Api.UntilAsync(origin, "completed");
        var before = (await here.Collector.WholeAsync(origin)).Count;
        var last = (await here.Api.EventsAsync(origin))[^2].Number("sequence");

        var fork = (await here.Api.PostAsync($"runs/{origin}/fork", new { fromSequence = last })).Expect(202).Json.Text("runId")!;
        await here.Api.UntilAsync(fork, "completed");

        var spans = await here.Collector.WholeAsync(fork);
        Assert.True(spans.Count < before, $"{spans.Count} of {before}");
        Assert.Equal(spans.Count, spans.Select(span => span.SpanId).Distinct().Count());
        Assert.Empty(spans.Select(span => span.SpanId).Intersect(here.Collector.OfRun(origin).Select(span => span.SpanId)));
    }
}
