using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Behaviour;

public sealed class ToolTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Tool_FailingTwiceForAWhile_IsTriedAgainWithTheSameKey(int status)
    {
        await using var stage = await OpenAsync(toolAttempts: 3);
        stage.Tools.Answers = _ => stage.Tools.Requests.Count < 3 ? new ToolAnswer("busy", status) : new ToolAnswer("fact-42");
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        var run = await stage.Api.UntilAsync(runId, "completed");

        Assert.Equal("Done: Found fact-42", run.Text("output", "text"));
        Assert.Equal(3, stage.Tools.Requests.Count);
        Assert.Single(stage.Tools.Requests.Select(call => call.Key).Distinct());
        Assert.Equal(3, Assert.Single(run.Member("researcher").Items("tools")).Number("attempts"));
    }

    [Fact]
    public async Task Tool_FailingOnEveryAttempt_IsToldToTheModel()
    {
        await using var stage = await OpenAsync(toolAttempts: 2);
        stage.Tools.Answers = _ => new ToolAnswer("busy", 503);
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        var run = await stage.Api.UntilAsync(runId, "completed");

        Assert.Equal(2, stage.Tools.Requests.Count);
        var call = Assert.Single(run.Member("researcher").Items("tools"));
        Assert.Equal("failed", call.Text("status"));
        Assert.NotNull(call.Text("error"));
        Assert.Contains("503", stage.Chat.RequestsOf("researcher")[^1].LastResult, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(302)]
    public async Task Tool_RefusingTheCall_IsCalledOnceAndToldToTheModel(int status)
    {
        await using var stage = await OpenAsync(toolAttempts: 3);
        stage.Tools.Answers = _ => new ToolAnswer("nothing like that here", status);
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        var run = await stage.Api.UntilAsync(runId, "completed");

        Assert.Single(stage.Tools.Requests);
        Assert.Contains($"{status}", stage.Chat.RequestsOf("researcher")[^1].LastResult, StringComparison.Ordinal);
        Assert.Equal("failed", Assert.Single(run.Member("researcher").Items("tools")).Text("status"));
        Assert.Equal("completed", run.Member("researcher").Text("status"));
    }

    [Fact]
    public async Task Tool_CalledInTwoTurnsUnderOneCallId_RunsTwiceWithTwoKeys()
    {
        await using var stage = await OpenAsync(toolAttempts: 1);
        stage.Tools.Answers = call => new ToolAnswer("about " + call.Query["q"]);
        stage.Chat.Answers = request => request switch
        {
            { Agent: "leader", Turn: 1 } => ChatAnswer.Call(ChatCall.Delegate("d1", "researcher", "Find")),
            { Turn: 1 } => ChatAnswer.Call(ChatCall.Tool("c1", "search", new { q = "first" })),
            { Agent: "researcher", Turn: 2 } => ChatAnswer.Call(ChatCall.Tool("c1", "search", new { q = "second" })),
            { Agent: "researcher" } => ChatAnswer.Say(string.Join(" then ", request.Results)),
            _ => ChatAnswer.Say("Done: " + request.LastResult),
        };
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        var run = await stage.Api.UntilAsync(runId, "completed");

        Assert.Equal("Done: about first then about second", run.Text("output", "text"));
        var memberRunId = run.Member("researcher").Text("memberRunId");
        Assert.Equal([$"{memberRunId}/c1", $"{memberRunId}/c1#2"], stage.Tools.Requests.Select(call => call.Key));
    }

    [Fact]
    public async Task Tool_CalledTwiceInOneTurnUnderOneCallId_RunsTwiceWithTwoKeys()
    {
        await using var stage = await OpenAsync(toolAttempts: 1);
        stage.Chat.Answers = request => request switch
        {
            { Agent: "leader", Turn: 1 } => ChatAnswer.Call(ChatCall.Delegate("d1", "researcher", "Find")),
            { Turn: 1 } => ChatAnswer.Call(
                ChatCall.Tool("c1", "search", new { q = "first" }), ChatCall.Tool("c1", "search", new { q = "second" })),
            _ => ChatAnswer.Say("Done: " + string.Join(", ", request.Results.Order())),
        };
        stage.Tools.Answers = call => new ToolAnswer("about " + call.Query["q"]);
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        var run = await stage.Api.UntilAsync(runId, "completed");

        Assert.Equal("Done: Done: about first, about second", run.Text("output", "text"));
        var memberRunId = run.Member("researcher").Text("memberRunId");
        Assert.Equal(
            [("first", $"{memberRunId}/c1"), ("second", $"{memberRunId}/c1#2")],
            stage.Tools.Requests.Select(call => (call.Query["q"], call.Key)).Order());
    }

    [Fact]
    public async Task Tool_OfOneMemberAskedTwiceInOneTurn_AnswersEachToItsOwn()
    {
        await using var stage = await OpenAsync(toolAttempts: 1);
        stage.Chat.Answers = request => request switch
        {
            { Agent: "leader", Turn: 1 } =>
                ChatAnswer.Call(ChatCall.Delegate("d1", "researcher", "Task A"), ChatCall.Delegate("d2", "researcher", "Task B")),
            { Agent: "leader" } => ChatAnswer.Say($"{request.ResultOf("d1")} / {request.ResultOf("d2")}"),
            { Turn: 1 } => ChatAnswer.Call(
                ChatCall.Tool("c1", "search", new { q = request.Task.Contains("Task A", StringComparison.Ordinal) ? "A" : "B" })),
            _ => ChatAnswer.Say("Found " + request.LastResult),
        };
        stage.Tools.Answers = call => new ToolAnswer("about " + call.Query["q"]);
        var slow = stage.Tools.Gates.Hold("the search for A", call => call.Query["q"] == "A");
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        await slow.ReachedAsync();
        await Wait.UntilAsync("B is done", () => stage.Chat.RequestsOf("researcher").Any(request => request.Turn == 2));
        slow.Release();
        var run = await stage.Api.UntilAsync(runId, "completed");

        Assert.Equal("Found about A / Found about B", run.Text("output", "text"));
        Assert.Contains("Task A", run.Member("researcher", 1).Text("task"), StringComparison.Ordinal);
        Assert.Contains("Task B", run.Member("researcher", 2).Text("task"), StringComparison.Ordinal);
        Assert.Equal(2, stage.Tools.Requests.Select(call => call.Key).Distinct().Count());
    }

    private async Task<Stage> OpenAsync(int toolAttempts)
    {
        var stage = await Stage.ShareAsync(output, Newsroom.Team with
        {
            Retry = $"{{ model: {{ attempts: 3, backoff: 10ms }}, tool: {{ attempts: {toolAttempts}, backoff: 10ms }} }}",
        });
        stage.Chat.Answers = request => request switch
        {
            { Agent: "leader", Turn: 1 } => ChatAnswer.Call(ChatCall.Delegate("d1", "researcher", "Find")),
            { Agent: "leader" } => ChatAnswer.Say("Done: " + request.LastResult),
            { Turn: 1 } => ChatAnswer.Call(ChatCall.Tool("c1", "search", new { q = "x" })),
            _ => ChatAnswer.Say("Found " + request.LastResult),
        };
        return stage;
    }
}
