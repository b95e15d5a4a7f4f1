using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Hooks;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Hooks;

public sealed class ToolCallHookTests
{
    [Fact]
    public async Task Before_Passes_CallIsMadeAndNothingIsRecorded()
    {
        await using var stage = new HookStage();
        await stage.ServeAsync();

        var run = await stage.Harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, "c=paid 5"), (run.Status, run.Output!.Text));
        Assert.Equal(["""before pay {"amount":5}""", "after pay paid 5"], stage.Hook.OfTools);
        Assert.Empty(await stage.DidAsync(run.RunId));
    }

    [Fact]
    public async Task Before_Blocks_ModelIsToldAndTheToolIsNeverCalled()
    {
        await using var stage = new HookStage();
        stage.Hook.BeforeTool = _ => ToolCallVerdict.Block("no payments on Mondays");
        await stage.ServeAsync();

        var run = await stage.Harness.RunAsync("Go");

        Assert.Equal(
            "c=Error: The call was not made: the hook TestHook says: no payments on Mondays", run.Output!.Text);
        Assert.Empty(stage.Made);
        Assert.Equal(["TestHook toolCall before blocked no payments on Mondays"], await stage.DidAsync(run.RunId));
        Assert.Equal("failed", run.Members[0].Tools[0].Status);
    }

    [Fact]
    public async Task Before_Throws_FailsClosedAndKeepsItsWordsBack()
    {
        await using var stage = new HookStage();
        stage.Hook.BeforeTool = _ => throw new InvalidOperationException("the secret");
        await stage.ServeAsync();

        var run = await stage.Harness.RunAsync("Go");

        Assert.Equal(
            "c=Error: The call was not made: the hook TestHook says: it failed (InvalidOperationException)", run.Output!.Text);
        Assert.Empty(stage.Made);
    }

    [Fact]
    public async Task Before_Replaces_TheGateAndThePersonSeeWhatIsSent()
    {
        await using var stage = new HookStage(tool => tool.When(given => given.GetProperty("amount").GetInt32() > 100));
        stage.Hook.BeforeTool = _ => ToolCallVerdict.Replace(new { amount = 500 });
        await stage.ServeAsync();

        var paused = await stage.Harness.RunAsync("Go");
        Assert.Equal("""{"amount":500}""", Assert.Single(paused.Requirements).Tool.Arguments.GetRawText());
        await stage.Harness.RestartAsync();
        await stage.Harness.DecideAsync(paused.Requirements[0].RequirementId, "approve");
        var run = await stage.Harness.RestAsync(paused.RunId);

        Assert.Equal("c=paid 500", run.Output!.Text);
        Assert.Equal(["500"], stage.Made);
        Assert.Equal(["TestHook toolCall before replaced"], await stage.DidAsync(run.RunId));
        Assert.Single(stage.Hook.OfTools, asked => asked.StartsWith("before", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Before_ReplacesWithWhatDoesNotFit_CallIsNotMade()
    {
        await using var stage = new HookStage();
        stage.Hook.BeforeTool = _ => ToolCallVerdict.Replace(new { amount = "much" });
        await stage.ServeAsync();

        var run = await stage.Harness.RunAsync("Go");

        Assert.Contains("that do not fit the tool", run.Output!.Text, StringComparison.Ordinal);
        Assert.Empty(stage.Made);
    }

    [Fact]
    public async Task Before_Asks_APersonDecidesOverAKillAsForAGatedTool()
    {
        await using var stage = new HookStage();
        stage.Hook.BeforeTool = _ => ToolCallVerdict.Ask("it is a new payee");
        await stage.ServeAsync();

        var paused = await stage.Harness.RunAsync("Go");
        var asked = Assert.Single(paused.Requirements);
        Assert.Equal((RequirementKind.Confirmation, "it is a new payee"), (asked.Kind, asked.Note));
        Assert.EndsWith("-1-0", asked.RequirementId, StringComparison.Ordinal);
        Assert.Empty(stage.Made);
        await stage.Harness.CrashAsync();
        await stage.Harness.DecideAsync(asked.RequirementId, "approve");
        var run = await stage.Harness.RestAsync(paused.RunId);

        Assert.Equal("c=paid 5", run.Output!.Text);
        Assert.Equal(["5"], stage.Made);
        Assert.Single(stage.Hook.OfTools, said => said.StartsWith("before", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Before_AsksAndThePersonRejects_CallIsNotMade()
    {
        await using var stage = new HookStage();
        stage.Hook.BeforeTool = _ => ToolCallVerdict.Ask("it is a new payee");
        await stage.ServeAsync();

        var paused = await stage.Harness.RunAsync("Go");
        await stage.Harness.DecideAsync(paused.Requirements[0].RequirementId, "reject", note: "not them");
        var run = await stage.Harness.RestAsync(paused.RunId);

        Assert.Contains("not them", run.Output!.Text, StringComparison.Ordinal);
        Assert.Empty(stage.Made);
    }

    [Theory]
    [InlineData("pass", "c=paid 7")]
    [InlineData("block", "c=Error: The call was not made: the hook TestHook says: seven is too much")]
    [InlineData(
        "replace",
        "c=Error: The call was not made: the hook TestHook says: it would replace arguments that a person has decided on")]
    [InlineData("ask", "c=paid 7")]
    public async Task Before_PersonEditedTheArguments_HookJudgesThemAndCannotChangeThem(string says, string told)
    {
        await using var stage = new HookStage(tool => tool.Confirmation(allowEdit: true));
        stage.Hook.BeforeTool = call => call.Arguments.GetProperty("amount").GetInt32() != 7 ? ToolCallVerdict.Pass : says switch
        {
            "block" => ToolCallVerdict.Block("seven is too much"),
            "replace" => ToolCallVerdict.Replace(new { amount = 1 }),
            "ask" => ToolCallVerdict.Ask("seven?"),
            _ => ToolCallVerdict.Pass,
        };
        await stage.ServeAsync();

        var paused = await stage.Harness.RunAsync("Go");
        await stage.Harness.DecideAsync(paused.Requirements[0].RequirementId, "approve", arguments: new { amount = 7 });
        var run = await stage.Harness.RestAsync(paused.RunId);

        Assert.Equal(told, run.Output!.Text);
        Assert.Equal(says is "pass" or "ask" ? ["7"] : [], stage.Made);
    }

    [Fact]
    public async Task Before_AsksAboutWhatAPersonFilledIn_AnotherPersonApproves()
    {
        await using var stage = new HookStage(tool => tool.UserInput("amount"));
        stage.Hook.BeforeTool = call => call.Arguments.GetProperty("amount").GetInt32() == 900
            ? ToolCallVerdict.Ask("that is much")
            : ToolCallVerdict.Pass;
        await stage.ServeAsync();

        var paused = await stage.Harness.RunAsync("Go");
        await stage.Harness.DecideAsync(new(paused.Requirements[0].RequirementId, "answer")
        {
            Values = System.Text.Json.JsonSerializer.SerializeToElement(new { amount = 900 }),
        });
        paused = await stage.Harness.RestAsync(paused.RunId);
        var asked = paused.Requirements.Single(requirement => requirement.Status == RequirementStatus.Pending);
        Assert.Equal((RequirementKind.Confirmation, "that is much"), (asked.Kind, asked.Note));
        await stage.Harness.RestartAsync();
        await stage.Harness.DecideAsync(asked.RequirementId, "approve");
        var run = await stage.Harness.RestAsync(paused.RunId);

        Assert.Equal("c=paid 900", run.Output!.Text);
    }

    [Fact]
    public async Task After_ReplacesOrBlocks_ModelIsToldThatInstead()
    {
        await using var stage = new HookStage();
        stage.Hook.AfterTool = result => ToolAnswerVerdict.Replace(result.Text.Replace('5', '*'));
        await stage.ServeAsync();

        var replaced = await stage.Harness.RunAsync("Go");
        stage.Hook.AfterTool = _ => ToolAnswerVerdict.Block("it holds a card number");
        var blocked = await stage.Harness.RunAsync("Go");

        Assert.Equal("c=paid *", replaced.Output!.Text);
        Assert.Equal(["TestHook toolCall after replaced"], await stage.DidAsync(replaced.RunId));
        Assert.Equal(
            "c=Error: The call was made, and its result is kept back by the hook TestHook: it holds a card number",
            blocked.Output!.Text);
        Assert.Equal(["5", "5"], stage.Made);
    }

    [Fact]
    public async Task Hooks_OfANestedTeam_AreAskedInTheirOrderAndTheFirstThatBlocksEnds()
    {
        await using var stage = new HookStage();
        var second = new TestHook();
        stage.Harness.With(second);
        stage.Hook.BeforeTool = _ => ToolCallVerdict.Block("no");
        var inner = TestTeam.Inner("inner", TeamMode.Sequential, TestMember.Of("payer", "pay"));
        await stage.Harness.ServeAsync(TestTeam.In(TeamMode.Sequential, TestMember.Nested("inner")), inner);

        var run = await stage.Harness.RunAsync("Go");

        Assert.Equal("c=Error: The call was not made: the hook TestHook says: no", run.Output!.Text);
        Assert.NotEmpty(stage.Hook.OfTools);
        Assert.Empty(second.OfTools);
    }

    [Fact]
    public async Task Before_CallWasRecordedWithoutAHook_IsJudgedBeforeItIsMade()
    {
        await using var stage = new HookStage(tool => tool.Confirmation(), watched: false);
        await stage.ServeAsync();
        var paused = await stage.Harness.RunAsync("Go");

        stage.Hook.BeforeTool = _ => ToolCallVerdict.Block("not any more");
        stage.Harness.With(stage.Hook);
        await stage.Harness.RestartAsync();
        await stage.Harness.DecideAsync(paused.Requirements[0].RequirementId, "approve");
        var run = await stage.Harness.RestAsync(paused.RunId);

        Assert.Equal("c=Error: The call was not made: the hook TestHook says: not any more", run.Output!.Text);
        Assert.Empty(stage.Made);
    }

    [Fact]
    public async Task Before_CallWasJudged_AHookThatIsAddedLaterIsNotAsked()
    {
        await using var stage = new HookStage(tool => tool.Confirmation());
        await stage.ServeAsync();
        var paused = await stage.Harness.RunAsync("Go");

        var late = new TestHook { BeforeTool = _ => ToolCallVerdict.Block("not any more") };
        stage.Harness.With(late);
        await stage.Harness.RestartAsync();
        await stage.Harness.DecideAsync(paused.Requirements[0].RequirementId, "approve");
        var run = await stage.Harness.RestAsync(paused.RunId);

        Assert.Equal("c=paid 5", run.Output!.Text);
    }
}
