using System.Text.Json;
using DurableTeams.Approvals;
using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Approvals;
using DurableTeams.Errors;
using DurableTeams.Services;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Pauses;

/// <summary>What several people decide together: quorums with edits, and fields that they fill in at once.</summary>
public sealed class SharedDecisionTests
{
    private static readonly ToolDefinition Quorum = new()
    {
        Approval = ApprovalKind.Confirmation,
        Approve = new ApproveDefinition { Quorum = 2, AllowEdit = true }
    };

    [Fact]
    public async Task Quorum_AllApproveTheSameEdit_TheToolRunsWithIt()
    {
        var tool = new GatedTool(Quorum);
        await using var harness = await tool.ServeAsync();
        var paused = await harness.RunAsync("Go");

        await harness.DecideAsync(Approve(paused, "ann", 7));
        await harness.CrashAsync();
        Assert.Equal(RequirementStatus.Pending, (await harness.ViewAsync(paused.RunId)).Requirements[0].Status);
        await harness.DecideAsync(Approve(paused, "ann", 7));
        Assert.Empty(tool.Made);
        await harness.DecideAsync(Approve(paused, "ben", 7));
        var run = await harness.UntilAsync(paused.RunId, run => run.Status.IsFinal());

        Assert.Equal(["7 to Ann"], tool.Made);
        Assert.Equal(["ann", "ben"], run.Requirements[0].Approvals.Given);
    }

    [Theory]
    [InlineData(7, 8)]
    [InlineData(7, null)]
    [InlineData(null, 7)]
    public async Task Quorum_SecondApprovesOtherArguments_Is409AndSaysWhy(int? first, int? second)
    {
        var tool = new GatedTool(Quorum);
        await using var harness = await tool.ServeAsync();
        var paused = await harness.RunAsync("Go");

        await harness.DecideAsync(Approve(paused, "ann", first));
        var other = await Assert.ThrowsAsync<ApiException>(() => harness.DecideAsync(Approve(paused, "ben", second)));

        Assert.Equal((409, "otherArguments"), (other.Status, other.Code));
        var still = (await harness.ViewAsync(paused.RunId)).Requirements[0];
        Assert.Equal((RequirementStatus.Pending, 1), (still.Status, still.Approvals.Given.Count));
        await harness.DecideAsync(Approve(paused, "ben", first));
        await harness.UntilAsync(paused.RunId, run => run.Status.IsFinal());
        Assert.Equal([$"{first ?? 5} to Ann"], tool.Made);
    }

    [Fact]
    public async Task Quorum_OneRejection_RejectsAndTheToolNeverRuns()
    {
        var tool = new GatedTool(Quorum);
        await using var harness = await tool.ServeAsync();
        var paused = await harness.RunAsync("Go");

        await harness.DecideAsync(Approve(paused, "ann", 7));
        await harness.DecideAsync(new DecisionRequest(paused.Requirements[0].RequirementId, "reject", By: "ben"));
        var late = await Assert.ThrowsAsync<ApiException>(() => harness.DecideAsync(Approve(paused, "cleo", 7)));
        var run = await harness.UntilAsync(paused.RunId, run => run.Status.IsFinal());

        Assert.Equal((409, RequirementStatus.Rejected), (late.Status, run.Requirements[0].Status));
        Assert.Empty(tool.Made);
    }

    [Fact]
    public async Task Edit_WhereItIsNotAllowed_Is409AndNothingIsTaken()
    {
        var tool = new GatedTool(new ToolDefinition { Approval = ApprovalKind.Confirmation });
        await using var harness = await tool.ServeAsync();
        var paused = await harness.RunAsync("Go");

        var refused = await Assert.ThrowsAsync<ApiException>(() => harness.DecideAsync(Approve(paused, "ann", 7)));

        Assert.Equal((409, "editNotAllowed"), (refused.Status, refused.Code));
        Assert.Equal(RequirementStatus.Pending, (await harness.ViewAsync(paused.RunId)).Requirements[0].Status);
    }

    [Fact]
    public async Task Fields_FilledInByTwoAtOnce_AreCompleteWhoeverIsLast()
    {
        var tool = new GatedTool(new ToolDefinition { Approval = ApprovalKind.UserInput }) { Arguments = [] };
        await using var harness = await tool.ServeAsync();
        for (var round = 0; round < 20; round++)
        {
            var paused = await harness.RunAsync("Go");
            var id = paused.Requirements[0].RequirementId;

            await Task.WhenAll(
                Task.Run(() => harness.DecideAsync(Answer(id, new { amount = round }))),
                Task.Run(() => harness.DecideAsync(Answer(id, new { to = "Bob" }))));

            Assert.Equal(RequirementStatus.Answered, (await harness.Store.FindRequirementAsync(id))!.Status);
            await harness.UntilAsync(paused.RunId, run => run.Status.IsFinal());
            Assert.Equal($"{round} to Bob", tool.Made[^1]);
        }
    }

    [Fact]
    public async Task Field_ThereTwice_TheLastCounts()
    {
        var tool = new GatedTool(new ToolDefinition { Approval = ApprovalKind.UserInput, InputFields = ["to"] });
        await using var harness = await tool.ServeAsync();
        var paused = await harness.RunAsync("Go");

        await harness.DecideAsync(new DecisionRequest(paused.Requirements[0].RequirementId, "answer")
        {
            Values = JsonDocument.Parse("""{"to":"Ann","to":"Bob"}""").RootElement
        });
        await harness.UntilAsync(paused.RunId, run => run.Status.IsFinal());

        Assert.Equal(["5 to Bob"], tool.Made);
    }

    private static DecisionRequest Answer(string id, object values) =>
        new(id, "answer") { Values = JsonSerializer.SerializeToElement(values) };

    private static DecisionRequest Approve(RunView paused, string by, int? amount) =>
        new(paused.Requirements[0].RequirementId, "approve", By: by) { Arguments = amount is { } edited
            ? JsonSerializer.SerializeToElement(new { amount = edited, to = "Ann" })
            : null };
}
