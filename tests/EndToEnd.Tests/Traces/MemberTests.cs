using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Traces;

/// <summary>What a member did is below the run of it that did it, however that ended.</summary>
public sealed class MemberTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Export_OneMemberTwiceAndTheSecondEndsFirst_EachHasItsOwnCallsAndTokens()
    {
        await using var here = await Observatory.OpenAsync(output, Newsroom.Team);
        Newsroom.Script(here.Stage);
        here.Stage.Chat.Answers = request => request.Agent == "leader"
            ? request.Turn == 1
                ? ChatAnswer.Call(
                    ChatCall.Delegate("d1", "researcher", "the slow one"), ChatCall.Delegate("d2", "researcher", "the fast one"))
                : ChatAnswer.Say("Done.")
            : Newsroom.Chat(request);
        var slow = here.Stage.Chat.Gates.Hold("the slow one's first turn", request => IsSlow(request));
        var run = await here.Api.StartRunAsync("newsroom", "Go");
        await here.Api.UntilAsync(run, "running", now => now.Items("members")
            .Any(member => member.Text("task") == "the fast one" && member.Text("status") == "completed"));
        slow.Release();
        var done = await here.Api.UntilAsync(run, "completed");

        var spans = await here.Collector.WholeAsync(run);
        await here.AssertWholeAsync(run);
        var members = spans.Where(span => span.Name == "invoke_agent researcher").OrderBy(span => span["durableteams.spawn"])
            .ToArray();
        Assert.Equal(2, members.Length);
        Assert.True(members[1].End < members[0].End);
        Assert.Equal(
            [.. here.Stage.Chat.RequestsOf("researcher").Where(IsSlow).Select(request => $"chatcmpl-{request.Number}").Order()],
            spans.Below(members[0]).Select(span => span["gen_ai.response.id"]).OfType<string>().Order());
        foreach (var member in members)
        {
            Assert.Equal(["chat researcher", "chat researcher", "execute_tool search"], spans.Below(member)
                .Select(span => span.Name).Order());
            Assert.All(spans.Below(
                member), span => Assert.Equal(member["durableteams.member_run.id"], span["durableteams.member_run.id"]));
            var told = done.Member("researcher", int.Parse(member["durableteams.spawn"]!));
            Assert.Equal(told.Number("usage", "inputTokens") + told.Number("usage", "outputTokens"), member.Tokens);
        }

        static bool IsSlow(ChatRequest request) =>
            request.Agent == "researcher" && request.Task.Contains("slow", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_ModelThatNeverAnswers_OneFailedCallInAFailedMember()
    {
        await using var here = await Observatory.OpenAsync(output, Newsroom.Team);
        here.Stage.Chat.Answers = request => request.Agent == "researcher" ? ChatAnswer.Fail(500) : Newsroom.Chat(request);
        var run = await here.Api.StartRunAsync("newsroom", "Go");
        await here.Api.UntilAsync(run, "failed");

        var spans = await here.Collector.WholeAsync(run);
        await here.AssertWholeAsync(run);
        Assert.Equal(3, here.Stage.Chat.RequestsOf("researcher").Count);
        var member = spans.Named("invoke_agent researcher");
        var call = Assert.Single(spans.Below(member));
        Assert.Equal(("chat researcher", 2), (call.Name, call.Status));
        Assert.Equal((2, "modelFailed"), (member.Status, member["error.type"]));
        Assert.Equal(2, spans.Single(Collector.IsRoot).Status);
    }

    [Fact]
    public async Task Export_ToolThatFails_OneFailedSpanOfAMemberThatGoesOn()
    {
        await using var here = await Observatory.OpenAsync(
            output, Newsroom.Team with { Retry = "{ tool: { attempts: 3, backoff: 10ms } }" });
        Newsroom.Script(here.Stage);
        here.Stage.Chat.Answers = request => request is { Agent: "leader", Turn: 2 }
            ? ChatAnswer.Say("Done.")
            : Newsroom.Chat(request);
        here.Stage.Tools.Answers = _ => new ToolAnswer("broken", 500);
        var run = await here.Api.StartRunAsync("newsroom", "Go");
        await here.Api.UntilAsync(run, "completed");

        var spans = await here.Collector.WholeAsync(run);
        await here.AssertWholeAsync(run);
        Assert.Equal(3, here.Stage.Tools.RequestsOf("search").Count);
        var call = spans.Named("execute_tool search");
        Assert.Equal((2, "3"), (call.Status, call["durableteams.tool.attempts"]));
        Assert.Equal(1, spans.Named("invoke_agent researcher").Status);
    }

    [Fact]
    public async Task Export_MemberThatNeverEnds_IsClosedAsTimedOut()
    {
        await using var here = await Observatory.OpenAsync(
            output, Newsroom.Team with { Settings = ["limits: { memberTimeout: 1s }"] });
        Newsroom.Script(here.Stage);
        var hanging = here.Stage.Tools.Gates.Hold("the search", request => request.Tool == "search");
        var run = await here.Api.StartRunAsync("newsroom", "Go");
        await hanging.ReachedAsync();
        await here.Api.UntilAsync(run, "failed");

        var spans = await here.Collector.WholeAsync(run);
        await here.AssertWholeAsync(run);
        var member = spans.Named("invoke_agent researcher");
        Assert.Equal((2, "memberTimeout"), (member.Status, member["error.type"]));
        Assert.Equal(member.SpanId, spans.Named("execute_tool search").Parent);
        Assert.Equal(2, spans.Named("execute_tool search").Status);
    }

    [Fact]
    public async Task Export_CallThatEndsAfterItsRunIsDeleted_IsSentAsAnOrphan()
    {
        await using var here = await Observatory.OpenAsync(output, Newsroom.Team);
        Newsroom.Script(here.Stage);
        var hanging = here.Stage.Chat.Gates.Hold("the researcher", request => request.Agent == "researcher");
        var run = await here.Api.StartRunAsync("newsroom", "Go", "s-1");
        await hanging.ReachedAsync();
        (await here.Api.PostAsync($"runs/{run}/cancel", null)).Expect(202);
        await here.Api.UntilAsync(run, "cancelled");
        var traceId = (await here.Api.RunAsync(run)).Text("traceId");
        await here.Collector.WholeAsync(run);
        (await here.Api.SendAsync(HttpMethod.Delete, "sessions/s-1")).Expect(204);
        hanging.Release();

        await Wait.UntilAsync(
            "the orphan is exported", () => here.Collector.OfRun(run).Any(span => span["durableteams.orphan"] == "true"));
        var spans = here.Collector.OfRun(run);
        var orphan = Assert.Single(spans, span => span["durableteams.orphan"] == "true");
        Assert.Equal(("chat researcher", traceId), (orphan.Name, orphan.TraceId));
        Assert.Equal(spans.Named("invoke_agent researcher").SpanId, orphan.Parent);
        var line = Assert.Single(
            here.Stage.Host.Output.Split('\n'), line => line.Contains("ModelCallCompleted", StringComparison.Ordinal));
        Assert.Contains(run, line, StringComparison.Ordinal);
    }
}
