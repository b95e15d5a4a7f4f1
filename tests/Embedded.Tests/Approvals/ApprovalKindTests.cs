using System.Text.Json;
using DurableTeams.Approvals;
using DurableTeams.Definitions;
using DurableTeams.Errors;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Approvals;

public sealed class ApprovalKindTests
{
    [Fact]
    public async Task UserInput_AllFieldsFilledIn_ToolRunsWithThem()
    {
        var tool = new GatedTool(new ToolDefinition
        {
            Approval = ApprovalKind.UserInput,
            InputFields = ["to"]
        }) { Arguments = [("amount", 5)] };
        await using var harness = await tool.ServeAsync();

        var paused = await harness.RunAsync("Go");
        var asked = Assert.Single(paused.Requirements);
        Assert.Equal(RequirementKind.UserInput, asked.Kind);
        Assert.Equal(["to"], asked.InputFields.Select(field => field.Name));
        await harness.DecideAsync(new DecisionRequest(asked.RequirementId, "answer") { Values = AsJson(new { to = "Bob" }) });
        var run = await harness.RestAsync(paused.RunId);

        Assert.Equal((RunStatus.Completed, "a=c=paid 5 to Bob"), (run.Status, run.Output!.Text));
        Assert.Equal(RequirementStatus.Answered, run.Requirements[0].Status);
    }

    [Fact]
    public async Task UserInput_PartlyFilledIn_StaysPendingUntilTheRestComes()
    {
        var tool = new GatedTool(new ToolDefinition { Approval = ApprovalKind.UserInput });
        await using var harness = await tool.ServeAsync();

        var paused = await harness.RunAsync("Go");
        var id = paused.Requirements[0].RequirementId;
        await harness.DecideAsync(new DecisionRequest(id, "answer") { Values = AsJson(new { amount = 7 }) });
        var half = await harness.ViewAsync(paused.RunId);
        Assert.Equal((RunStatus.Paused, RequirementStatus.Pending), (half.Status, half.Requirements[0].Status));
        Assert.Empty(tool.Made);
        await harness.RestartAsync();
        await harness.DecideAsync(new DecisionRequest(id, "answer") { Values = AsJson(new { to = "Bob" }) });
        await harness.RestAsync(paused.RunId);

        Assert.Equal(["7 to Bob"], tool.Made);
    }

    [Theory]
    [InlineData("""{"amount":"seven"}""", "invalidArguments")]
    [InlineData("""{"colour":"red"}""", "invalidField")]
    public async Task UserInput_ValueThatDoesNotFit_IsRefusedAndNothingTaken(string values, string code)
    {
        var tool = new GatedTool(new ToolDefinition { Approval = ApprovalKind.UserInput });
        await using var harness = await tool.ServeAsync();

        var paused = await harness.RunAsync("Go");
        var wrong = await Assert.ThrowsAsync<ApiException>(() => harness.DecideAsync(new DecisionRequest(
            paused.Requirements[0].RequirementId, "answer") { Values = JsonDocument.Parse(values).RootElement }));

        Assert.Equal((400, code), (wrong.Status, wrong.Code));
        Assert.Null((await harness.Store.FindRequirementAsync(paused.Requirements[0].RequirementId))!.Values);
    }

    [Theory]
    [InlineData("paid outside", null, "a=c=paid outside")]
    [InlineData(null, "no money", "a=c=Error: no money")]
    public async Task ExternalExecution_ResultBrought_ModelIsToldAndTheToolNeverRuns(string? result, string? error, string output)
    {
        var tool = new GatedTool(new ToolDefinition { Approval = ApprovalKind.ExternalExecution });
        await using var harness = await tool.ServeAsync();

        var paused = await harness.RunAsync("Go");
        await harness.DecideAsync(new DecisionRequest(paused.Requirements[0].RequirementId, "result")
        {
            Result = result is null ? null : AsJson(result),
            Error = error
        });
        var run = await harness.RestAsync(paused.RunId);

        Assert.Equal((RunStatus.Completed, output), (run.Status, run.Output!.Text));
        Assert.Empty(tool.Made);
    }

    [Theory]
    [InlineData(5, false)]
    [InlineData(5_000, true)]
    public async Task Condition_OverTheArguments_GatesOnlyCallsThatMeetIt(int amount, bool gated)
    {
        var tool = new GatedTool(new ToolDefinition { Approval = ApprovalKind.Confirmation, ApprovalWhen = "amount > 1000" })
        {
            Arguments = [("amount", amount), ("to", "Ann")]
        };
        await using var harness = await tool.ServeAsync();

        var run = await harness.RunAsync("Go");

        Assert.Equal(gated ? RunStatus.Paused : RunStatus.Completed, run.Status);
        Assert.Equal(gated ? 0 : 1, tool.Made.Count);
    }

    [Fact]
    public async Task Quorum_OfTwo_TheSamePersonCountsOnceAndASecondOneLetsItRun()
    {
        var tool = new GatedTool(
            new ToolDefinition { Approval = ApprovalKind.Confirmation, Approve = new ApproveDefinition { Quorum = 2 } });
        await using var harness = await tool.ServeAsync();

        var paused = await harness.RunAsync("Go");
        var id = paused.Requirements[0].RequirementId;
        await harness.DecideAsync(new DecisionRequest(id, "approve", By: "ann"));
        await harness.DecideAsync(new DecisionRequest(id, "approve", By: "ann"));
        var half = await harness.ViewAsync(paused.RunId);
        Assert.Equal((RunStatus.Paused, RequirementStatus.Pending), (half.Status, half.Requirements[0].Status));
        Assert.Equal(["ann"], half.Requirements[0].Approvals.Given);
        await harness.RestartAsync();
        await harness.DecideAsync(new DecisionRequest(id, "approve", By: "bob"));
        var run = await harness.RestAsync(paused.RunId);

        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.Single(tool.Made);
    }

    [Fact]
    public async Task Quorum_ApprovalByNobody_IsRefused()
    {
        var tool = new GatedTool(
            new ToolDefinition { Approval = ApprovalKind.Confirmation, Approve = new ApproveDefinition { Quorum = 2 } });
        await using var harness = await tool.ServeAsync();

        var paused = await harness.RunAsync("Go");
        var wrong = await Assert.ThrowsAsync<ApiException>(() => harness.DecideAsync(
            new DecisionRequest(paused.Requirements[0].RequirementId, "approve")));

        Assert.Equal((400, "by"), (wrong.Status, wrong.Field));
    }

    [Fact]
    public async Task ArgumentsHash_NotOfWhatWasApproved_RefusesToRun()
    {
        var tool = new GatedTool(new ToolDefinition { Approval = ApprovalKind.Confirmation });
        await using var harness = await tool.ServeAsync();

        var paused = await harness.RunAsync("Go");
        var id = paused.Requirements[0].RequirementId;
        await harness.Store.DecideAsync(
            paused.RunId, [new DecisionRecord(id, "approve", DateTimeOffset.UtcNow) { ArgumentsHash = new string('0', 64) }]);
        await harness.RestartAsync();
        var run = await harness.RestAsync(paused.RunId);

        Assert.Contains("not those that were approved", run.Output!.Text, StringComparison.Ordinal);
        Assert.Empty(tool.Made);
        Assert.Contains(await harness.Store.ListAuditAsync(id), entry => entry.Action == AuditActions.Refused);
    }

    private static JsonElement AsJson(object value) => JsonSerializer.SerializeToElement(value);
}
