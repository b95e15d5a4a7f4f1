using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Behaviour;

public sealed class ModelFailureTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    public async Task Model_FailingTwice_IsAskedAThirdTime(int status)
    {
        await using var stage = await Stage.ShareAsync(output, Newsroom.Team);
        stage.Chat.Answers = _ => stage.Chat.Requests.Count < 3 ? ChatAnswer.Fail(status) : ChatAnswer.Say("Third time lucky");
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        var run = await stage.Api.UntilAsync(runId, "completed");

        Assert.Equal("Third time lucky", run.Text("output", "text"));
        Assert.Equal(3, stage.Chat.Requests.Count);
        Assert.Equal(1, run.Number("usage", "modelCalls"));
    }

    [Fact]
    public async Task Model_AnsweringGarbage_IsAskedAgain()
    {
        await using var stage = await Stage.ShareAsync(output, Newsroom.Team);
        stage.Chat.Answers = _ => stage.Chat.Requests.Count switch
        {
            1 => ChatAnswer.Garbage("<html>gateway</html>"),
            2 => ChatAnswer.Garbage("{}"),
            _ => ChatAnswer.Say("At last"),
        };
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        var run = await stage.Api.UntilAsync(runId, "completed");
        Assert.Equal("At last", run.Text("output", "text"));
    }

    [Fact]
    public async Task Model_AnsweringWhatIsNoAnswer_IsAskedAgainAndHalfAnAnswerShows()
    {
        await using var stage = await Stage.ShareAsync(output, Newsroom.Team);
        stage.Chat.Answers = request => (request.Agent, stage.Chat.RequestsOf("researcher").Count) switch
        {
            ("leader", 0) => ChatAnswer.Call(ChatCall.Delegate("d1", "researcher", "Find")),
            ("leader", _) => ChatAnswer.Say("Told: " + request.LastResult),
            (_, 1) =>
                ChatAnswer.Garbage(
                    """{"choices":[{"finish_reason":"error","error":{"code":502,"message":"upstream"}"""
                        + ""","message":{"content":"half a"}}]}"""),
            (_, 2) => ChatAnswer.Garbage("""{"choices":[{"finish_reason":"content_filter","message":{"content":null}}]}"""),
            _ => ChatAnswer.Garbage("""{"choices":[{"finish_reason":"length","message":{"content":"half an answer"}}]}"""),
        };
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        var run = await stage.Api.UntilAsync(runId, "completed");

        Assert.Equal("Told: half an answer", run.Text("output", "text"));
        Assert.Equal("length", run.Member("researcher").Text("finishReason"));
        Assert.Equal(3, stage.Chat.RequestsOf("researcher").Count);
    }

    [Fact]
    public async Task Model_OfTheLeaderAlwaysFailing_FailsTheRunAfterItsAttempts()
    {
        await using var stage = await Stage.ShareAsync(output, Newsroom.Team);
        stage.Chat.Answers = _ => ChatAnswer.Fail(500);
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        var run = await stage.Api.UntilAsync(runId, "failed");

        Assert.Equal(3, stage.Chat.Requests.Count);
        Assert.NotEmpty(run.Text("error", "code")!);
        Assert.NotEmpty(run.Text("error", "message")!);
        Assert.DoesNotContain(Stage.ApiKey, run.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(0, run.Number("usage", "modelCalls"));
    }

    [Fact]
    public async Task Model_OfAMemberAlwaysFailing_FailsTheRunAndNamesTheMember()
    {
        await using var stage = await Stage.ShareAsync(output, Newsroom.Team);
        Newsroom.Script(stage);
        stage.Chat.Answers = request => request.Agent == "researcher" ? ChatAnswer.Fail(500) : Newsroom.Chat(request);
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        var run = await stage.Api.UntilAsync(runId, "failed");

        Assert.Equal(3, stage.Chat.RequestsOf("researcher").Count);
        Assert.Equal("researcher", run.Text("error", "memberId"));
        Assert.NotEmpty(run.Text("error", "code")!);
        Assert.Equal("failed", run.Member("researcher").Text("status"));
        Assert.Single(stage.Chat.RequestsOf("leader"));
    }

    [Fact]
    public async Task Model_OfAMemberAlwaysFailingInATellLeaderTeam_LetsTheLeaderAnswer()
    {
        await using var stage = await Stage.ShareAsync(
            output, Newsroom.Team with { Settings = ["onMemberFailure: tell-leader"] });
        stage.Chat.Answers = request => request switch
        {
            { Agent: "researcher" } => ChatAnswer.Fail(500),
            { Agent: "leader", Turn: 1 } => ChatAnswer.Call(ChatCall.Delegate("d1", "researcher", "Find")),
            _ => ChatAnswer.Say("Without it: " + request.LastResult),
        };
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        var run = await stage.Api.UntilAsync(runId, "completed");

        Assert.StartsWith("Without it: ", run.Text("output", "text"), StringComparison.Ordinal);
        Assert.Equal("failed", run.Member("researcher").Text("status"));
    }

    [Fact]
    public async Task Model_FailingOneOfTwoSiblings_LeavesTheOthersResultReadable()
    {
        await using var stage = await Stage.ShareAsync(output, Newsroom.Team);
        stage.Chat.Answers = request => request switch
        {
            { Agent: "leader" } => ChatAnswer.Call(
                ChatCall.Delegate("d1", "researcher", "Find"), ChatCall.Delegate("d2", "telegram-agent", "Write")),
            { Agent: "researcher" } => ChatAnswer.Say("Found it"),
            _ => ChatAnswer.Fail(500),
        };
        var failing = stage.Chat.Gates.Hold("the telegram-agent", request => request.Agent == "telegram-agent");
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        await failing.ReachedAsync();
        await stage.Api.UntilAsync(runId, "running", now => now.Items("members")
            .Any(member => member.Text("memberId") == "researcher" && member.Text("status") == "completed"));
        failing.Release();

        var run = await stage.Api.UntilAsync(runId, "failed");
        var finished = run.Member("researcher");
        Assert.Equal("Found it", finished.Text("output", "text") ?? finished.Text("output"));
        Assert.Equal("telegram-agent", run.Text("error", "memberId"));
    }
}
