using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.Tests.Storage.Requirements;

public abstract partial class RequirementConformance
{
    [Fact]
    public async Task Pause_OnlyTheLeaderWaitsForIt_PausesTheRun()
    {
        await StartAsync("r1");

        var (asked, result) = await AskAsync("r1", 1);

        Assert.Equal(new PauseResult(true, 1), result);
        var run = await RunAsync("r1");
        Assert.Equal((RunStatus.Paused, 1, TestTime.At(3)), (run.Status, run.Pauses, run.UpdatedAt));
        Assert.Equal(RunStatus.Paused, (await MemberRunAsync("r1", 1)).Status);
        Assert.Equal(RunStatus.Running, (await MemberRunAsync("r1", 0)).Status);
        var paused = Assert.Single(await EventsAsync("r1"));
        Assert.Equal((RunEventTypes.RunPaused, TestTime.At(3)), (paused.Type, paused.At));
        Assert.Equal($$"""{"requirements":["{{asked.RequirementId}}"]}""", paused.Data!.Value.GetRawText());
    }

    [Fact]
    public async Task Pause_ASiblingStillRuns_TheRunGoesOn()
    {
        await StartAsync("r1", 2);

        var (_, result) = await AskAsync("r1", 1);

        Assert.Equal(new PauseResult(true, null), result);
        Assert.Equal(RunStatus.Running, (await RunAsync("r1")).Status);
        Assert.Empty(await EventsAsync("r1"));
    }

    [Fact]
    public async Task Pause_TheLastSibling_ListsEveryPendingRequirement()
    {
        await StartAsync("r1", 2);
        var (first, _) = await AskAsync("r1", 1);

        var (second, result) = await AskAsync("r1", 2);

        Assert.Equal(new PauseResult(true, 1), result);
        Assert.Equal($$"""{"requirements":["{{first.RequirementId}}","{{second.RequirementId}}"]}""",
            Assert.Single(await EventsAsync("r1")).Data!.Value.GetRawText());
    }

    [Fact]
    public async Task Pause_Again_AnswersTheSame()
    {
        await StartAsync("r1");
        var (asked, first) = await AskAsync("r1", 1);

        var again = await Store.PauseAsync("r1", "r1.1", [asked.RequirementId], TestTime.At(20));

        Assert.Equal(first, again);
        Assert.Equal(1, (await RunAsync("r1")).Pauses);
        Assert.Single(await EventsAsync("r1"));
    }

    [Fact]
    public async Task Pause_OneOfItsRequirementsIsDecided_DoesNothing()
    {
        await StartAsync("r1");
        var (first, second) = (TestRequirement.Of("r1", 1), TestRequirement.Of("r1", 1, 1));
        await Store.CommitAsync(TestChange.To("r1") with { Requirements = [first, second] });
        await Store.DecideAsync("r1", [TestDecision.Approve(second)]);

        var result = await Store.PauseAsync("r1", "r1.1", [first.RequirementId, second.RequirementId], TestTime.At(5));

        Assert.Equal(new PauseResult(false, null), result);
        Assert.Equal(RunStatus.Running, (await MemberRunAsync("r1", 1)).Status);
        Assert.Equal(new PauseResult(true, 1), await Store.PauseAsync("r1", "r1.1", [first.RequirementId], TestTime.At(5)));
    }

    [Fact]
    public async Task Pause_UnknownRequirementOrFinishedMemberRun_DoesNothing()
    {
        await StartAsync("r1", 2);
        var asked = TestRequirement.Of("r1", 1);
        await Store.CommitAsync(
            TestChange.To("r1") with { Requirements = [asked], Members = [new MemberRunPatch("r1.1", RunStatus.Failed)] });

        Assert.Equal(new PauseResult(false, null), await Store.PauseAsync("r1", "r1.2", ["r1.2-1-0"], TestTime.At(5)));
        Assert.Equal(new PauseResult(false, null), await Store.PauseAsync("r1", "r1.1", [asked.RequirementId], TestTime.At(5)));
        Assert.Equal(new PauseResult(false, null), await Store.PauseAsync("r1", "r1.9", [asked.RequirementId], TestTime.At(5)));
        await Assert.ThrowsAsync<KeyNotFoundException>(() => Store.PauseAsync("none", "none.1", ["none.1-1-0"], TestTime.At(5)));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.PauseAsync("r1", "r1.2", [], TestTime.At(5)));
    }

    [Fact]
    public async Task Pause_FinishedRun_DoesNothing()
    {
        await StartAsync("r1");
        await Store.CommitAsync(TestChange.To("r1", 2) with { Run = new StatusPatch(RunStatus.Cancelled) });

        var (_, result) = await AskAsync("r1", 1);

        Assert.Equal(new PauseResult(false, null), result);
        Assert.Equal(RunStatus.Cancelled, (await RunAsync("r1")).Status);
    }

    [Fact]
    public async Task Pause_AfterContinuing_CountsOn()
    {
        await StartAsync("r1");
        var (first, _) = await AskAsync("r1", 1);
        await Store.DecideAsync("r1", [TestDecision.Approve(first)]);

        var (second, result) = await AskAsync("r1", 1, call: 1);
        var decided = await Store.DecideAsync("r1", [TestDecision.Reject(second)]);

        Assert.Equal(new PauseResult(true, 2), result);
        Assert.Equal(2, decided.Taken[0].EndedPause);
        Assert.Equal(2, (await RunAsync("r1")).Pauses);
        Assert.Equal(["""{"pause":1}""", """{"pause":2}"""],
            (await EventsAsync("r1")).Where(e => e.Type == RunEventTypes.RunContinued).Select(e => e.Data!.Value.GetRawText()));
    }

    [Theory]
    [InlineData(RunStatus.Completed)]
    [InlineData(RunStatus.Failed)]
    [InlineData(RunStatus.Cancelled)]
    public async Task Commit_SiblingEndsWhileAnotherIsPaused_PausesTheRunAfterItsEvents(RunStatus end)
    {
        await StartAsync("r1", 2);
        await AskAsync("r1", 1);
        var change = TestChange.To("r1", 6) with
        {
            Members = [new MemberRunPatch("r1.2", end)],
            Events = [new RunEventDraft("end", RunEventTypes.MemberRunCompleted)],
        };

        await Store.CommitAsync(change);
        await Store.CommitAsync(change);

        var run = await RunAsync("r1");
        Assert.Equal((RunStatus.Paused, 1), (run.Status, run.Pauses));
        Assert.Equal(["MemberRunCompleted", "RunPaused"], (await EventsAsync("r1")).Select(e => e.Type));
    }

    [Fact]
    public async Task Commit_LateRepeatAfterContinuing_DoesNotPauseAgain()
    {
        await StartAsync("r1", 2);
        var (asked, _) = await AskAsync("r1", 1);
        var (open, _) = await AskAsync("r1", 1, call: 1);
        var change = TestChange.To("r1", 6) with { Members = [new MemberRunPatch("r1.2", RunStatus.Completed)] };
        await Store.CommitAsync(change);
        await Store.DecideAsync("r1", [TestDecision.Approve(asked)]);

        await Store.CommitAsync(change);

        Assert.Equal((RunStatus.Running, 1), ((await RunAsync("r1")).Status, (await RunAsync("r1")).Pauses));
        Assert.Equal(RequirementStatus.Pending, (await Store.FindRequirementAsync(open.RequirementId))!.Status);
    }

    [Fact]
    public async Task Commit_SiblingEndsAndNobodyIsPaused_TheRunGoesOn()
    {
        await StartAsync("r1", 2);

        await Store.CommitAsync(TestChange.To("r1", 6) with { Members = [new MemberRunPatch("r1.2", RunStatus.Completed)] });

        Assert.Equal(RunStatus.Running, (await RunAsync("r1")).Status);
    }

    [Fact]
    public async Task Commit_SiblingEndsWithTheRun_IsNotPaused()
    {
        await StartAsync("r1", 2);
        await AskAsync("r1", 1);

        await Store.CommitAsync(TestChange.To("r1", 6) with
        {
            Members = [new MemberRunPatch("r1.2", RunStatus.Failed)],
            Run = new StatusPatch(RunStatus.Failed),
        });

        Assert.Equal((RunStatus.Failed, 0), ((await RunAsync("r1")).Status, (await RunAsync("r1")).Pauses));
        Assert.Empty(await EventsAsync("r1"));
    }

    [Fact]
    public async Task Commit_RunStatusByItself_IsAllThatChangesIt()
    {
        await Store.CreateRunAsync(TestRun.Of("r1"), null);

        await Store.CommitAsync(TestChange.To("r1") with { Started = [TestMemberRun.Of("r1", 0)] });

        Assert.Equal(RunStatus.Pending, (await RunAsync("r1")).Status);
    }
}
