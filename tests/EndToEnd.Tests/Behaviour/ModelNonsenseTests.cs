using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Behaviour;

/// <summary>A model that answers nonsense is told so, and the run goes on.</summary>
public sealed class ModelNonsenseTests(ITestOutputHelper output)
{
    public static TheoryData<string, string> Calls => new()
    {
        { "no_such_tool", """{"text":"x"}""" },
        { "search", """{"q":"not this member's tool"}""" },
        { "send_message", """{"text":""" },
        { "send_message", "" },
        { "send_message", "[1,2]" },
        { "send_message", "\"text\"" },
        { "send_message", "{}" },
        { "send_message", """{"text":42}""" },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Member_CallingNonsense_IsToldAndGoesOn(string tool, string arguments)
    {
        await using var stage = await Stage.ShareAsync(output, Newsroom.Team);
        stage.Chat.Answers = request => request switch
        {
            { Agent: "leader", Turn: 1 } => ChatAnswer.Call(ChatCall.Delegate("d1", "telegram-agent", "Send it")),
            { Agent: "leader" } => ChatAnswer.Say("Done: " + request.LastResult),
            { Turn: 1 } => ChatAnswer.Call(new ChatCall("c1", tool, arguments)),
            _ => ChatAnswer.Say("I was told: " + request.ResultOf("c1")),
        };
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        var run = await stage.Api.UntilAsync(runId, "completed");

        Assert.NotEmpty(stage.Chat.RequestsOf("telegram-agent")[^1].ResultOf("c1"));
        Assert.StartsWith("Done: I was told: ", run.Text("output", "text"), StringComparison.Ordinal);
        Assert.Empty(stage.Tools.Requests);
        Assert.Empty(run.Items("requirements"));
        Assert.Equal("failed", Assert.Single(run.Member("telegram-agent").Items("tools")).Text("status"));
    }

    [Theory]
    [InlineData("""{"member_id":"nobody","task":"x"}""")]
    [InlineData("""{"member_id":"newsroom","task":"x"}""")]
    [InlineData("""{"member_id":7,"task":"x"}""")]
    [InlineData("""{"task":"x"}""")]
    [InlineData("""{"member_id":"researcher"}""")]
    [InlineData("not json")]
    public async Task Leader_DelegatingNonsense_IsToldAndGoesOn(string arguments)
    {
        await using var stage = await Stage.ShareAsync(output, Newsroom.Team);
        stage.Chat.Answers = request => request.Turn == 1
            ? ChatAnswer.Call(new ChatCall("d1", "delegate_task_to_member", arguments))
            : ChatAnswer.Say("I was told: " + request.ResultOf("d1"));
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        var run = await stage.Api.UntilAsync(runId, "completed");

        Assert.NotEmpty(stage.Chat.Requests[^1].ResultOf("d1"));
        Assert.DoesNotContain(run.Items("members"), member => member.Text("memberId") is not null);
        Assert.Empty(stage.Chat.RequestsOf("researcher"));
    }

    [Fact]
    public async Task Leader_CallingAMembersTool_IsToldAndTheToolNeverRuns()
    {
        await using var stage = await Stage.ShareAsync(output, Newsroom.Team);
        stage.Chat.Answers = request => request.Turn == 1
            ? ChatAnswer.Call(ChatCall.Tool("t1", "search", new { q = "x" }))
            : ChatAnswer.Say("I was told: " + request.ResultOf("t1"));
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        await stage.Api.UntilAsync(runId, "completed");

        Assert.Empty(stage.Tools.Requests);
        Assert.NotEmpty(stage.Chat.Requests[^1].ResultOf("t1"));
    }

    [Fact]
    public async Task Leader_ThatNeverStopsDelegatingNonsense_EndsAtMaxSteps()
    {
        await using var stage = await Stage.ShareAsync(output, Newsroom.Team with { Settings = ["limits: { maxSteps: 3 }"] });
        stage.Chat.Answers = request => ChatAnswer.Call(ChatCall.Delegate($"d{request.Turn}", "nobody", "x"));
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        var run = await stage.Api.UntilAsync(runId, "failed");

        Assert.Equal("maxSteps", run.Text("error", "code"));
        Assert.Equal(3, stage.Chat.Requests.Count);
    }
}
