using DurableTeams.Definitions;
using DurableTeams.Models;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.AI;

namespace DurableTeams.Embedded.Tests.Runs;

/// <summary>Answers that are none, whichever client they come from.</summary>
public sealed class NoAnswerTests
{
    [Theory]
    [InlineData("", "stop", "no words and no calls (stop)")]
    [InlineData(" \n", "tool_calls", "no words and no calls (tool_calls)")]
    [InlineData("", "content_filter", "content_filter")]
    [InlineData("", "length", "maxOutputTokens")]
    [InlineData("<think>and then", "length", "maxOutputTokens")]
    [InlineData("half of a", "pause_turn", "pause_turn")]
    [InlineData("", null, "no words and no calls (stop)")]
    public async Task Member_DoesNotAnswer_IsAskedTwiceMoreAndFailsWithTheReason(string text, string? reason, string told)
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.In(TeamMode.Sequential, TestMember.Of("one")));
        harness.Chat.Answer = _ => Task.FromResult(Ended(Reply.Text(text), reason));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Failed, "noAnswer", "one"), (run.Status, run.Error!.Code, run.Error.MemberId));
        Assert.Contains(told, run.Error.Message, StringComparison.Ordinal);
        Assert.Equal(3, harness.Chat.Asked.Count);
        Assert.Equal(3, run.Usage.ModelCalls);
        Assert.StartsWith("user: There is no answer of yours: ", harness.Chat.Asked[1].Said[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Member_AnswersWhenAskedAgain_ItsWordsAreTheAnswer()
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.In(TeamMode.Sequential, TestMember.Of("one")));
        harness.Chat.Answer = ask => Task.FromResult(Reply.Text(ask.Turn < 3 ? "" : "words"));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, "words", "stop"), (run.Status, run.Output!.Text, run.Members[0].FinishReason));
        Assert.Equal("assistant: (no answer)", harness.Chat.Asked[1].Said[^2]);
    }

    [Theory]
    [InlineData("length")]
    [InlineData("content_filter")]
    [InlineData("one_to_come")]
    public async Task Member_HalfAnAnswer_CompletesAndShowsWhy(string reason)
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.In(TeamMode.Sequential, TestMember.Of("one")));
        harness.Chat.Answer = _ => Task.FromResult(Ended(Reply.Text("half an"), reason));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, "half an", reason), (run.Status, run.Output!.Text, run.Members[0].FinishReason));
        Assert.Single(harness.Chat.Asked);
    }

    [Fact]
    public async Task StructuredAnswer_CutOff_IsAnErrorEvenWhereItFits()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Sequential, TestMember.Of("one")).WithHeadline());
        harness.Chat.Answer = _ => Task.FromResult(Ended(Reply.Text("""{"headline":"News"}"""), "length"));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Failed, "invalidOutput", "length"), (run.Status, run.Error!.Code, run.Members[0].FinishReason));
        Assert.Contains("cut off at the bound on tokens", run.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("length")]
    [InlineData("content_filter")]
    public async Task Calls_CutOff_AreNotMadeAndTheModelIsTold(string reason)
    {
        var made = 0;
        await using var harness = await new RunHarness().With(AIFunctionFactory.Create(
            (string text) => { made++; return text; }, "send")).ServeAsync(TestTeam.Of(TestMember.Of("one", "send")));
        harness.Chat.Answer = ask => Task.FromResult((ask.Agent, ask.Turn) switch
        {
            ("leader", 1) => Reply.Calls(ToolCall.Delegate("a", "one", "x")),
            ("one", 1) => Ended(Reply.Calls(ToolCall.Of("c", "send", ("text", "a half-written te"))), reason),
            _ => Reply.Text(ask.Last),
        });

        var run = await harness.RunAsync("Go");

        Assert.Equal(0, made);
        Assert.Equal(
            ($"a=c=Error: Your turn was cut off ({reason}) while it made its calls, so none of them was made. Make them again, "
                + $"fewer or shorter ones.", "failed"),
                (run.Output!.Text, run.Members[0].Tools.Single().Status));
    }

    [Fact]
    public async Task Error_InThePlaceOfAnAnswer_IsTriedAgain()
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.In(TeamMode.Sequential, TestMember.Of("one")));
        harness.Chat.Answer = _ => Task.FromResult(harness.Chat.Asked.Count switch
        {
            1 => Ended(Reply.Text("half an"), "error"),
            2 =>
                new ChatResponse(new ChatMessage(ChatRole.Assistant, [new TextContent("half an"), new ErrorContent("upstream")])),
            _ => Reply.Text("whole"),
        });

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, "whole", 1), (run.Status, run.Output!.Text, run.Usage.ModelCalls));
        Assert.Equal(3, harness.Chat.Asked.Count);
    }

    [Fact]
    public async Task RetryAfter_LongerThanTheTimeLeft_FailsAtOnceWithTheProvidersReason()
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.In(TeamMode.Sequential, TestMember.Of("one")));
        harness.Chat.Answer = _ => throw new ModelException(
            "The model provider answered 429: come back later", transient: true, 429) { RetryAfter = TimeSpan.FromHours(1) };

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Failed, "modelFailed"), (run.Status, run.Error!.Code));
        Assert.EndsWith(
            "and would have to wait 1h, longer than it may still work: The model provider answered 429: come back later.",
            run.Error.Message,
            StringComparison.Ordinal);
        Assert.Single(harness.Chat.Asked);
    }

    private static ChatResponse Ended(ChatResponse response, string? reason)
    {
        response.FinishReason = reason is null ? null : new ChatFinishReason(reason);
        return response;
    }
}
