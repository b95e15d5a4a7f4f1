using System.Collections.Concurrent;
using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Errors;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.AI;

namespace DurableTeams.Embedded.Tests.Approvals;

public sealed class ApprovalTests
{
    private readonly ConcurrentQueue<string> _sent = new();

    [Fact]
    public async Task GatedCall_Approved_RunsOnceWithTheStoredArguments()
    {
        await using var harness = await ServeAsync();

        var paused = await harness.RunAsync("Go");
        var requirement = Assert.Single(paused.Requirements);
        Assert.Equal((RunStatus.Paused, RunStatus.Paused), (paused.Status, Assert.Single(paused.Members).Status));
        Assert.Empty(_sent);
        await harness.DecideAsync(requirement.RequirementId, "approve");
        var run = await harness.RestAsync(paused.RunId);

        Assert.Equal((RunStatus.Completed, "a=c=sent hello"), (run.Status, run.Output!.Text));
        Assert.Equal(["hello"], _sent);
        Assert.Equal(
        [
            "RunStarted",
            "ModelCallCompleted",
            "MemberRunStarted",
            "ModelCallCompleted",
            "RequirementCreated",
            "RunPaused",
            "RequirementResolved",
            "RunContinued",
            "ToolCallStarted",
            "ToolCallCompleted",
            "ModelCallCompleted",
            "MemberRunCompleted",
            "ModelCallCompleted",
            "RunCompleted"
        ], (await harness.EventsAsync(run.RunId)).Select(item => item.Type));
        Assert.Empty(await harness.Store.ListUndeliveredDecisionsAsync());
    }

    [Fact]
    public async Task GatedCall_ApprovedWithEditedArguments_RunsWithThem()
    {
        await using var harness = await ServeAsync(allowEdit: true);

        var paused = await harness.RunAsync("Go");
        await harness.DecideAsync(paused.Requirements[0].RequirementId, "approve", arguments: new { text = "edited" });
        var run = await harness.RestAsync(paused.RunId);

        Assert.Equal("a=c=sent edited", run.Output!.Text);
        Assert.Equal(["edited"], _sent);
    }

    [Fact]
    public async Task GatedCall_Rejected_MemberIsToldTheNoteAndTheToolNeverRuns()
    {
        await using var harness = await ServeAsync();

        var paused = await harness.RunAsync("Go");
        await harness.DecideAsync(paused.Requirements[0].RequirementId, "reject", note: "too early");
        var run = await harness.RestAsync(paused.RunId);

        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.Contains("too early", run.Output!.Text, StringComparison.Ordinal);
        Assert.Equal("rejected", run.Members[0].Tools[0].Status);
        Assert.Empty(_sent);
    }

    [Fact]
    public async Task TwoGatedCallsInOneTurn_DecidedOneByOne_EachGetsItsOwnResult()
    {
        await using var harness = await ServeAsync(texts: ["one", "two"]);

        var paused = await harness.RunAsync("Go");
        Assert.Equal(2, paused.Requirements.Count);
        await harness.DecideAsync(paused.Requirements.Single(asked => asked.Tool.Arguments.GetProperty("text")
            .GetString() == "two").RequirementId, "approve");
        var half = await harness.UntilAsync(paused.RunId, run => run.Status == RunStatus.Paused
            && run.Requirements.Count(asked => asked.Status == RequirementStatus.Pending) == 1);
        Assert.Equal(["two"], _sent);
        await harness.DecideAsync(
            half.Requirements.Single(asked => asked.Status == RequirementStatus.Pending).RequirementId, "approve");
        var run = await harness.RestAsync(paused.RunId);

        Assert.Equal("a=c=sent one\nc-2=sent two", run.Output!.Text);
        Assert.Equal(["two", "one"], _sent);
    }

    [Fact]
    public async Task OneMemberPaused_SiblingGoesOn_AndTheRunPausesWhenOnlyThePersonIsLeft()
    {
        var release = new TaskCompletionSource();
        await using var harness = await new RunHarness().With(Send())
            .ServeAsync(TestTeam.Of(TestMember.Of("sender", "send"), TestMember.Of("thinker")));
        harness.Chat.Answer = async ask =>
        {
            if (ask.Agent == "leader")
                return ask.Turn == 1
                    ? Reply.Calls(ToolCall.Delegate("a", "sender", "x"), ToolCall.Delegate("b", "thinker", "y"))
                    : Reply.Text(ask.Last);
            if (ask.Agent == "sender")
                return ask.Turn == 1 ? Reply.Calls(ToolCall.Of("c", "send", ("text", "hello"))) : Reply.Text(ask.Last);
            await release.Task;
            return Reply.Text("thought");
        };

        var runId = await harness.StartAsync("Go");
        var waiting = await harness.UntilAsync(runId, run => run.Members.Any(member => member.Status == RunStatus.Paused));
        Assert.Equal(RunStatus.Running, waiting.Status);
        release.SetResult();
        var paused = await harness.RestAsync(runId);
        Assert.Equal(RunStatus.Paused, paused.Status);
        Assert.Equal(RunStatus.Completed, paused.Members.Single(member => member.MemberId == "thinker").Status);
        await harness.DecideAsync(paused.Requirements[0].RequirementId, "approve");
        var run = await harness.RestAsync(runId);

        Assert.Equal("a=c=sent hello\nb=thought", run.Output!.Text);
    }

    [Fact]
    public async Task PausedRun_HostRestarts_GoesOnWhenApproved()
    {
        var team = GatedTeam(allowEdit: false);
        await using var harness = await ServeAsync();

        var paused = await harness.RunAsync("Go");
        await harness.ServeAsync(team);
        await harness.DecideAsync(paused.Requirements[0].RequirementId, "approve");
        var run = await harness.RestAsync(paused.RunId);

        Assert.Equal((RunStatus.Completed, "a=c=sent hello"), (run.Status, run.Output!.Text));
        Assert.Equal(4, harness.Chat.Asked.Count);
    }

    [Fact]
    public async Task Decision_StoredButNeverRaised_IsDeliveredAtTheNextStart()
    {
        await using var harness = await ServeAsync();

        var paused = await harness.RunAsync("Go");
        await harness.Store.DecideAsync(
            paused.RunId, [new DecisionRecord(paused.Requirements[0].RequirementId, "approve", DateTimeOffset.UtcNow)]);
        Assert.Single(await harness.Store.ListUndeliveredDecisionsAsync());
        await harness.ServeAsync(GatedTeam(allowEdit: false));
        var run = await harness.RestAsync(paused.RunId);

        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.Equal(["hello"], _sent);
    }

    [Fact]
    public async Task Cancel_PausedRun_CancelsItsRequirementsAndNeverRunsTheTool()
    {
        await using var harness = await ServeAsync();

        var paused = await harness.RunAsync("Go");
        await harness.CancelAsync(paused.RunId);
        var run = await harness.UntilAsync(paused.RunId, run => run.Status.IsFinal());

        Assert.Equal(RunStatus.Cancelled, run.Status);
        Assert.Equal(RequirementStatus.Cancelled, Assert.Single(run.Requirements).Status);
        Assert.Equal(RunStatus.Cancelled, Assert.Single(run.Members).Status);
        Assert.Empty(_sent);
        var conflict = await Assert.ThrowsAsync<ApiException>(() => harness.DecideAsync(
            paused.Requirements[0].RequirementId, "approve"));
        Assert.Equal(409, conflict.Status);
    }

    [Fact]
    public async Task Decide_OppositeAfterwards_IsRefusedAndTheSameAgainIsTaken()
    {
        await using var harness = await ServeAsync();

        var paused = await harness.RunAsync("Go");
        var id = paused.Requirements[0].RequirementId;
        await harness.DecideAsync(id, "approve");
        await harness.DecideAsync(id, "approve");
        var conflict = await Assert.ThrowsAsync<ApiException>(() => harness.DecideAsync(id, "reject"));
        var run = await harness.RestAsync(paused.RunId);

        Assert.Equal(409, conflict.Status);
        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.Single(_sent);
    }

    private static TeamDefinition GatedTeam(bool allowEdit)
    {
        var team = TestTeam.Of(TestMember.Of("sender", "send"));
        team.Tools["send"] = new ToolDefinition
        {
            Approval = ApprovalKind.Confirmation,
            Approve = new ApproveDefinition { AllowEdit = allowEdit }
        };
        return team;
    }

    private async Task<RunHarness> ServeAsync(bool allowEdit = false, string[]? texts = null)
    {
        var harness = await new RunHarness().With(Send()).ServeAsync(GatedTeam(allowEdit));
        harness.Chat.Answer = ask => Task.FromResult((ask.Agent, ask.Turn) switch
        {
            ("leader", 1) => Reply.Calls(ToolCall.Delegate("a", "sender", "Send it")),
            ("leader", _) => Reply.Text(ask.Last),
            (_, 1) => Reply.Calls([.. (texts ?? ["hello"]).Select(text => ToolCall.Of("c", "send", ("text", text)))]),
            _ => Reply.Text(ask.Last),
        });
        return harness;
    }

    /// <summary>Gated by itself, as an <see cref="ApprovalRequiredAIFunction"/>.</summary>
    private ApprovalRequiredAIFunction Send() => new(AIFunctionFactory.Create(
        (string text) =>
        {
            _sent.Enqueue(text);
            return $"sent {text}";
        },
        "send",
        "Sends"));
}
