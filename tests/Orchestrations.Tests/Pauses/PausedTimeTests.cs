using DurableTeams.Definitions;
using DurableTeams.Errors;
using DurableTeams.Orchestrations.Tests.Modes;
using DurableTeams.Orchestrations.Tests.Runs;
using DurableTeams.Storage.Records;
using static DurableTeams.Orchestrations.Tests.Modes.ModeTeams;
using static DurableTeams.Orchestrations.Tests.Modes.Script;
using static DurableTeams.Orchestrations.Tests.Runs.RunHarness;
using static DurableTeams.Orchestrations.Tests.Runs.TestChat;

namespace DurableTeams.Orchestrations.Tests.Pauses;

/// <summary>"Paused time counts against no timeout." "Cancelling a paused run cancels its requirements."</summary>
public sealed class PausedTimeTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(4);
    private readonly Outbox _outbox = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PausedLongerThanBothTimeouts_AlsoOverACrash_IsNotTimedOut(bool crash)
    {
        await using var harness = await new RunHarness().With(_outbox.Send).ServeAsync(
            In(TeamMode.Sequential, Member("ann", "send")).Limit(limits => limits with { MemberTimeout = s_limit, TeamTimeout = s_limit }));
        For(harness).With("ann", Makes(Call("c", "send", ("text", "1"))), Says("end"));

        var paused = await harness.RunAsync("Go");
        if (crash) await harness.CrashAsync();
        var until = paused.CreatedAt + s_limit + TimeSpan.FromSeconds(1);
        await Eventually(() => Task.FromResult(DateTimeOffset.UtcNow > until));
        Assert.Equal(RunStatus.Paused, (await harness.ViewAsync(paused.RunId)).Status);
        await harness.DecideAsync(paused.Requirements[0].RequirementId, "approve");
        var run = await harness.UntilAsync(paused.RunId, run => run.Status.IsFinal());

        Assert.Equal((RunStatus.Completed, "end"), (run.Status, run.Output!.Text));
    }

    [Fact]
    public async Task ResumedMember_WorksLongerThanItsTimeout_TimesOutAfterAll()
    {
        var never = new TaskCompletionSource<Microsoft.Extensions.AI.ChatResponse>();
        await using var harness = await new RunHarness().With(_outbox.Send).ServeAsync(
            In(TeamMode.Sequential, Member("ann", "send")).Limit(limits => limits with { MemberTimeout = TimeSpan.FromSeconds(1) }));
        For(harness).With("ann", Makes(Call("c", "send", ("text", "1")))).WithWaiting("ann", _ => never.Task);

        var runId = await harness.StartAsync("Go");
        var paused = await harness.UntilAsync(runId, run => run.Status is RunStatus.Paused);
        await harness.DecideAsync(paused.Requirements[0].RequirementId, "approve");
        var run = await harness.UntilAsync(runId, run => run.Status.IsFinal());
        never.SetResult(Text("late"));

        Assert.Equal((RunStatus.Failed, "memberTimeout"), (run.Status, run.Error!.Code));
        Assert.Single(_outbox.Sent);
    }

    [Fact]
    public async Task Cancel_TwoMembersAndANestedOnePaused_CancelsEveryRequirementForGood()
    {
        await using var harness = await new RunHarness().With(_outbox.Send).ServeAsync(
            In(TeamMode.Broadcast, Member("ann", "send"), Member("ben", "send"), Nested("inner")),
            Inner("inner", TeamMode.Sequential, Member("cleo", "send")));
        var script = For(harness).With("leader", Makes(ToAll("x")));
        foreach (var member in new[] { "ann", "ben", "cleo" }) script.With(member, Makes(Call("c", "send", ("text", member))));

        var paused = await harness.RunAsync("Go");
        Assert.Equal(3, paused.Requirements.Count);
        await harness.CancelAsync(paused.RunId);
        var run = await harness.UntilAsync(paused.RunId, run => run.Status.IsFinal());
        await harness.CrashAsync();

        Assert.Equal(RunStatus.Cancelled, run.Status);
        foreach (var asked in paused.Requirements)
        {
            Assert.Equal(RequirementStatus.Cancelled, (await harness.Store.FindRequirementAsync(asked.RequirementId))!.Status);
            Assert.Equal(409, (await Assert.ThrowsAsync<ApiException>(() => harness.DecideAsync(asked.RequirementId, "approve"))).Status);
        }

        Assert.Empty(_outbox.Sent);
    }

    [Fact]
    public async Task Deploy_TakesTheToolAway_DecisionIs409AndThePauseStaysUntilItIsBack()
    {
        var whole = In(TeamMode.Sequential, Member("ann", "send"));
        await using var harness = await new RunHarness().With(_outbox.Send).With(_outbox.Note).ServeAsync(whole);
        For(harness).With("ann", Makes(Call("c", "send", ("text", "1"))), Says(ask => ask.Last));
        var paused = await harness.RunAsync("Go");
        var id = paused.Requirements[0].RequirementId;

        foreach (var (deployed, code) in new[] { (In(TeamMode.Sequential, Member("ann", "note")), "toolNotDefined"), (In(TeamMode.Sequential, Member("ben", "send")), "memberNotDefined") })
        {
            await harness.ServeAsync(deployed);
            foreach (var decision in new[] { "approve", "reject" })
            {
                var refused = await Assert.ThrowsAsync<ApiException>(() => harness.DecideAsync(id, decision));
                Assert.Equal((409, code), (refused.Status, refused.Code));
            }

            var still = await harness.ViewAsync(paused.RunId);
            Assert.Equal((RunStatus.Paused, RequirementStatus.Pending), (still.Status, still.Requirements[0].Status));
        }

        await harness.ServeAsync(whole);
        await harness.DecideAsync(id, "approve");
        var run = await harness.UntilAsync(paused.RunId, run => run.Status.IsFinal());
        Assert.Equal((RunStatus.Completed, "c=send 1"), (run.Status, run.Output!.Text));
        Assert.Single(_outbox.Sent);
    }
}
