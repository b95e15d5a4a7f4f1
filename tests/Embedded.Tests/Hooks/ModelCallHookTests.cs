using DurableTeams.Definitions;
using DurableTeams.Hooks;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.AI;

namespace DurableTeams.Embedded.Tests.Hooks;

public sealed class ModelCallHookTests
{
    [Fact]
    public async Task Before_Blocks_MemberRunFailsWithTheCodeAndTheModelIsNotAsked()
    {
        await using var stage = new HookStage();
        stage.Hook.BeforeModel = _ => ModelCallVerdict.Block("the prompt holds a secret");
        await stage.ServeAsync();

        var run = await stage.Harness.RunAsync("Go");

        Assert.Equal((RunStatus.Failed, "hookBlocked"), (run.Status, run.Error!.Code));
        Assert.Equal(
            "Member 'payer' of team 'team' was stopped by the hook TestHook: the prompt holds a secret.", run.Error.Message);
        Assert.Empty(stage.Harness.Chat.Asked);
        Assert.Equal(["TestHook modelCall before blocked the prompt holds a secret"], await stage.DidAsync(run.RunId));
    }

    [Fact]
    public async Task Before_BlockedRunIsRetried_HookIsAskedAgain()
    {
        await using var stage = new HookStage();
        stage.Hook.BeforeModel = _ => ModelCallVerdict.Block("closed");
        await stage.ServeAsync();

        var run = await stage.Harness.RunAsync("Go");
        stage.Hook.BeforeModel = _ => ModelCallVerdict.Pass;
        run = await stage.Harness.RetryAsync(run.RunId);

        Assert.Equal((RunStatus.Completed, "c=paid 5"), (run.Status, run.Output!.Text));
    }

    [Fact]
    public async Task Before_Throws_FailsClosedAndKeepsItsWordsBack()
    {
        await using var stage = new HookStage();
        stage.Hook.BeforeModel = _ => throw new InvalidOperationException("the secret");
        await stage.ServeAsync();

        var run = await stage.Harness.RunAsync("Go");

        Assert.Equal("hookFailed", run.Error!.Code);
        Assert.DoesNotContain("the secret", run.Error.Message, StringComparison.Ordinal);
        Assert.Empty(stage.Harness.Chat.Asked);
    }

    [Fact]
    public async Task Before_AnswersOrSends_TheModelIsNotAskedOrAskedThat()
    {
        await using var stage = new HookStage();
        stage.Hook.BeforeModel = call => call.Messages.Any(message => message.Text.Contains("weather", StringComparison.Ordinal))
            ? ModelCallVerdict.Answer("I do not talk about the weather.")
            : ModelCallVerdict.Send([.. call.Messages, new ChatMessage(ChatRole.User, "Be kind.")]);
        stage.Harness.Chat.Answer = ask => Task.FromResult(Reply.Text(ask.Last));
        await stage.ServeAsync();

        var answered = await stage.Harness.RunAsync("How is the weather?");
        var sent = await stage.Harness.RunAsync("Hello");

        Assert.Equal(("I do not talk about the weather.", "Be kind."), (answered.Output!.Text, sent.Output!.Text));
        Assert.Equal(["TestHook modelCall before replaced"], await stage.DidAsync(answered.RunId));
        Assert.Single(stage.Harness.Chat.Asked);
        // The conversation is what it was.
        Assert.DoesNotContain(
            await stage.Harness.Store.ListRunMessagesAsync(sent.RunId), message => message.Role == "user" && message.Text == "Be kind.");
    }

    [Fact]
    public async Task After_ReplacesOnceAndOverAKill_RecordedAnswerIsNotJudgedAgain()
    {
        await using var stage = new HookStage(tool => tool.Confirmation());
        stage.Hook.AfterModel = response => response.Text.Contains("paid", StringComparison.Ordinal)
            ? ModelAnswerVerdict.Replace("Done.")
            : ModelAnswerVerdict.Pass;
        await stage.ServeAsync();

        var paused = await stage.Harness.RunAsync("Go");
        await stage.Harness.CrashAsync();
        await stage.Harness.DecideAsync(paused.Requirements[0].RequirementId, "approve");
        var run = await stage.Harness.RestAsync(paused.RunId);

        Assert.Equal("Done.", run.Output!.Text);
        Assert.Equal(30, run.Usage.InputTokens + run.Usage.OutputTokens);
        Assert.Equal(["TestHook modelCall after replaced"], await stage.DidAsync(run.RunId));
        Assert.Equal(
            ["before payer 1", "after payer 1", "before payer 2", "after payer 2"],
            stage.Hook.Asked.Where(asked => asked.Contains("payer", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task After_Blocks_AnswerDoesNotCountAndItsTokensDo()
    {
        await using var stage = new HookStage();
        stage.Hook.AfterModel = _ => ModelAnswerVerdict.Block("it is rude");
        await stage.ServeAsync();

        var run = await stage.Harness.RunAsync("Go");

        Assert.Equal(("hookBlocked", 10L), (run.Error!.Code, run.Usage.InputTokens));
        Assert.Empty(stage.Made);
        Assert.Equal(["TestHook modelCall after blocked it is rude"], await stage.DidAsync(run.RunId));
        var span = Assert.Single((await stage.Harness.TraceAsync(run.RunId)).Root.Children);
        Assert.Equal("blocked", Assert.Single(span.Events!, item => item.Name == "hook").Attributes["durableteams.did"]);
    }

    [Fact]
    public async Task Before_LeaderAndFork_SharedTurnsAreNotJudgedAgain()
    {
        await using var stage = new HookStage();
        await stage.ServeAsync();
        var run = await stage.Harness.RunAsync("Go");
        var asked = stage.Hook.Asked.Count(text => text.Contains("payer", StringComparison.Ordinal));

        var fork = await stage.Harness.ForkAsync(run.RunId);

        Assert.Equal(run.Output!.Text, fork.Output!.Text);
        Assert.Equal(asked, stage.Hook.Asked.Count(text => text.Contains("payer", StringComparison.Ordinal)));
    }
}
