using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;

namespace DurableTeams.Orchestrations.Tests.Storage;

/// <summary>The rules of a run, each by itself, without a store. The conformance suite holds every store to them.</summary>
public sealed class RunRulesTests
{
    private const string Run = "r1", Leader = "r1.0", Member = "r1.1", Asked = "r1.1-1-0";

    private static readonly DateTimeOffset Now = new(2026, 11, 30, 10, 0, 0, TimeSpan.Zero), Later = Now.AddMinutes(1);

    private readonly RowsInMemory _rows = new();

    public RunRulesTests()
    {
        _rows.Add(MemberRun(Leader, null));
        _rows.Add(MemberRun(Member, Leader));
    }

    [Fact]
    public void Apply_TurnIsRecorded_WritesNothing()
    {
        var change = new RunChange(Run, Now)
        {
            UnlessRecorded = new TurnPlace(Member, 1),
            Messages = [Answer()],
            Events = [Event("turn")]
        };

        Assert.True(RunRules.Apply(_rows, change));
        Assert.False(RunRules.Apply(_rows, change));
        Assert.Single(_rows.Messages);
    }

    [Fact]
    public void Apply_MemberRunHasEnded_KeepsItsStatusAndTakesItsUsage()
    {
        RunRules.Apply(_rows, Patch(new MemberRunPatch(Member, RunStatus.Completed, "done", Usage: new Usage(5, 5, 1, 0))));
        RunRules.Apply(_rows, Patch(new MemberRunPatch(Member, RunStatus.Failed, "late", Usage: new Usage(9, 1, 1, 2))));

        Assert.Equal((RunStatus.Completed, "done"), (_rows.MemberRuns[Member].Status, _rows.MemberRuns[Member].Output));
        Assert.Equal(new Usage(9, 5, 1, 2), _rows.MemberRuns[Member].Usage);
    }

    [Fact]
    public void Apply_RunEnds_ItsEventIsTheLast()
    {
        RunRules.Apply(
            _rows, new RunChange(Run, Now) { Run = new StatusPatch(RunStatus.Completed, "done"), Events = [Event("end")] });
        RunRules.Apply(_rows, new RunChange(Run, Later) { Run = new StatusPatch(RunStatus.Failed), Events = [Event("late")] });

        Assert.Equal((RunStatus.Completed, Now), (_rows.Run.Status, _rows.CompletedAt));
        Assert.Equal("end", Assert.Single(_rows.Events).Key);
    }

    [Fact]
    public void Apply_RunHadEnded_LeavesItsSession()
    {
        _rows.Run = _rows.Run with { Status = RunStatus.Cancelled };
        RunRules.Apply(_rows, new RunChange(Run, Now) { StatePatch = System.Text.Json.JsonElement.Parse("{}") });

        Assert.Null(_rows.StatePatch);
    }

    [Fact]
    public void Apply_RequirementOfEndedMemberRun_IsCancelledAtOnce()
    {
        RunRules.Apply(_rows, Patch(new MemberRunPatch(Member, RunStatus.Failed)));
        RunRules.Apply(_rows, new RunChange(Run, Now) { Requirements = [Requirement()] });

        Assert.Equal(RequirementStatus.Cancelled, _rows.Requirements[Asked].Status);
        Assert.Equal([AuditActions.Created, AuditActions.Cancelled], _rows.Audit.Select(entry => entry.Action));
    }

    [Fact]
    public void Apply_EscalatedTwice_TellsOnce()
    {
        _rows.Add(Requirement());
        RunRules.Apply(_rows, new RunChange(Run, Now) { Escalated = [Asked] });
        RunRules.Apply(_rows, new RunChange(Run, Later) { Escalated = [Asked] });

        Assert.Equal(Now, _rows.Requirements[Asked].EscalatedAt);
        Assert.Equal(AuditActions.Escalated, Assert.Single(_rows.Audit).Action);
    }

    [Fact]
    public void Apply_DeliveredUndecided_IsLeftAlone()
    {
        _rows.Add(Requirement());
        RunRules.Apply(_rows, new RunChange(Run, Now) { Delivered = [Asked] });

        Assert.False(_rows.Requirements[Asked].Delivered);
        Assert.Empty(_rows.Audit);
    }

    [Fact]
    public void Pause_NothingElseGoesOn_PausesTheRunOnce()
    {
        _rows.Add(Requirement());

        Assert.Equal(new PauseResult(true, 1), RunRules.Pause(_rows, Member, [Asked], Now));
        Assert.Equal(new PauseResult(true, 1), RunRules.Pause(_rows, Member, [Asked], Later));
        Assert.Equal("run:paused:1", Assert.Single(_rows.Events).Key);
    }

    [Fact]
    public void Pause_AnotherMemberRunGoesOn_PausesTheMemberRunAlone()
    {
        _rows.Add(Requirement());
        _rows.Add(MemberRun("r1.2", Leader));

        Assert.Equal(new PauseResult(true, null), RunRules.Pause(_rows, Member, [Asked], Now));
        Assert.Equal(RunStatus.Running, _rows.Run.Status);
    }

    [Fact]
    public void Apply_LastMemberRunAtWorkEnds_PausesTheRun()
    {
        Pause_AnotherMemberRunGoesOn_PausesTheMemberRunAlone();
        RunRules.Apply(_rows, Patch(new MemberRunPatch("r1.2", RunStatus.Completed)));

        Assert.Equal((RunStatus.Paused, 1), (_rows.Run.Status, _rows.Run.Pauses));
    }

    [Fact]
    public void Decide_RunIsPaused_ContinuesRunAndMemberRun()
    {
        _rows.Add(Requirement());
        RunRules.Pause(_rows, Member, [Asked], Now);
        var taken = Assert.Single(Decide(DecisionKinds.Approve).Taken);

        Assert.Equal((RequirementStatus.Approved, 1), (taken.Status, taken.EndedPause));
        Assert.Equal((RunStatus.Running, RunStatus.Running), (_rows.Run.Status, _rows.MemberRuns[Member].Status));
        Assert.Equal(["run:paused:1", $"req:{Asked}:resolved", "run:continued:1"], _rows.Events.Select(draft => draft.Key));
    }

    [Fact]
    public void Decide_OtherwiseThanBefore_ConflictsAndWritesNothing()
    {
        _rows.Add(Requirement());
        Decide(DecisionKinds.Reject);
        var events = _rows.Events.Count;

        Assert.Single(Decide(DecisionKinds.Approve).Conflicts);
        Assert.Single(Decide(DecisionKinds.Reject).Taken);
        Assert.Equal((RequirementStatus.Rejected, events), (_rows.Requirements[Asked].Status, _rows.Events.Count));
    }

    [Fact]
    public void Decide_OneOfTwoConflicts_TakesNone()
    {
        _rows.Add(Requirement());
        _rows.Add(Requirement("r1.1-1-1"));
        Decide(DecisionKinds.Reject);
        var result = RunRules.Decide(
            _rows,
            [new DecisionRecord("r1.1-1-1", DecisionKinds.Approve, Now), new DecisionRecord(Asked, DecisionKinds.Approve, Now)]);

        Assert.Equal(Asked, Assert.Single(result.Conflicts).RequirementId);
        Assert.Equal(RequirementStatus.Pending, _rows.Requirements["r1.1-1-1"].Status);
    }

    [Fact]
    public void Decide_MemberRunHasEnded_Conflicts()
    {
        _rows.Add(Requirement());
        _rows.Write(new MemberRunUpdate(Member, RunStatus.Failed));

        Assert.Single(Decide(DecisionKinds.Approve).Conflicts);
    }

    [Fact]
    public void Decide_RequirementIsUnknown_Throws() => Assert.Throws<ArgumentException>(() => Decide(DecisionKinds.Approve));

    [Fact]
    public void Retry_FailedRun_IsPendingAndAsksAgainWhatWasCancelled()
    {
        _rows.Add(Requirement());
        RunRules.Apply(_rows, Patch(new MemberRunPatch(Member, RunStatus.Failed, Error: new RunError("c", "m"))) with
        {
            Run = new StatusPatch(RunStatus.Failed), CancelRequirementsOf = [Member],
        });
        RunRules.Retry(_rows, [Member], Later);

        Assert.Equal((RunStatus.Pending, 1), (_rows.Run.Status, _rows.Run.Attempt));
        Assert.Equal((RunStatus.Running, null), (_rows.MemberRuns[Member].Status, _rows.MemberRuns[Member].Error));
        Assert.Equal(RequirementStatus.Pending, _rows.Requirements[Asked].Status);
        Assert.Equal("run:retried:1", _rows.Events[^1].Key);
        Assert.Equal(AuditActions.Reopened, _rows.Audit[^1].Action);
    }

    [Fact]
    public void Retry_RunDidNotFail_IsLeftAlone()
    {
        RunRules.Retry(_rows, [Member], Now);

        Assert.Equal((RunStatus.Running, 0), (_rows.Run.Status, _rows.Run.Attempt));
    }

    [Fact]
    public void Decide_AfterRetry_HasAnEventOfItsOwn()
    {
        Retry_FailedRun_IsPendingAndAsksAgainWhatWasCancelled();
        Decide(DecisionKinds.Approve);

        Assert.Equal($"req:{Asked}:resolved:1", _rows.Events[^1].Key);
    }

    [Theory]
    [InlineData(RunStatus.Running, true)]
    [InlineData(RunStatus.Completed, false)]
    public void RequestCancel_RunThatEndedIsLeftAlone(RunStatus status, bool requested)
    {
        _rows.Run = _rows.Run with { Status = status };
        RunRules.RequestCancel(_rows, "why", Now);

        Assert.Equal(requested, _rows.Run.CancelRequested);
    }

    private DecideResult Decide(string decision) => RunRules.Decide(_rows, [new DecisionRecord(Asked, decision, Now)]);

    private static RunChange Patch(MemberRunPatch patch) => new(Run, Now) { Members = [patch] };

    private static RunEventDraft Event(string key) => new(key, RunEventTypes.ModelCallCompleted);

    private static MessageRecord Answer() =>
        new() { MemberRunId = Member, Turn = 1, Slot = 0, Role = "assistant", Text = "Yes." };

    private static MemberRunRecord MemberRun(string id, string? parent) =>
        new() { RunId = Run, MemberRunId = id, ParentMemberRunId = parent, Status = RunStatus.Running, StartedAt = Now };

    private static RequirementRecord Requirement(string id = Asked) => new()
    {
        RequirementId = id,
        RunId = Run,
        TeamId = "team",
        MemberRunId = Member,
        MemberId = "member",
        MemberPath = ["team", "member"],
        Call = new CallReference(Member, 1, 0),
        Tool = new StoredCall("call", "tool", System.Text.Json.JsonElement.Parse("{}")),
        CreatedAt = Now,
    };
}
