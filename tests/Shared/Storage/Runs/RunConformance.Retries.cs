using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.Tests.Storage.Runs;

public abstract partial class RunConformance
{
    [Fact]
    public async Task Retry_FailedRun_IsPendingAgain()
    {
        await FailAsync();
        var failed = await RunAsync("r1");

        var retried = await Store.RetryAsync("r1", ["r1.0", "r1.2", "r1.2.1"], TestTime.At(20));
        await ReopenAsync();

        JsonAssert.Equal(failed with
        {
            Status = RunStatus.Pending,
            Attempt = 1,
            Error = null,
            Output = null,
            CompletedAt = null,
            UpdatedAt = TestTime.At(20)
        }, retried);
        JsonAssert.Equal(retried, await RunAsync("r1"));
        Assert.Equal(["r1"], (await Store.ListUndeliveredRunsAsync()).Select(run => run.RunId));
        var continued = (await EventsAsync("r1"))[^1];
        Assert.Equal((RunEventTypes.RunContinued, """{"attempt":1}""", TestTime.At(
            20)), (continued.Type, continued.Data!.Value.GetRawText(), continued.At));
    }

    [Fact]
    public async Task Retry_TheNamedMemberRuns_RunAgainWithWhatTheyRecorded()
    {
        await FailAsync();
        var before = await Store.ListMemberRunsAsync("r1");

        await Store.RetryAsync("r1", ["r1.0", "r1.2"], TestTime.At(20));

        JsonAssert.Equal(
        [
            before[0] with { Status = RunStatus.Running, Error = null, CompletedAt = null },
            before[1],
            before[2] with { Status = RunStatus.Running, Error = null, CompletedAt = null },
            before[3]
        ], (await Store.ListMemberRunsAsync("r1")).ToArray());
        Assert.Single(await Store.ListMessagesAsync("r1", "r1.2"));
    }

    [Fact]
    public async Task Retry_QuestionCancelledUndecided_IsAskedAgainAndCanBeDecided()
    {
        var asked = await FailAsync();
        await Store.RetryAsync("r1", ["r1.0", "r1.2", "r1.2.1"], TestTime.At(20));

        JsonAssert.Equal(asked, await Store.FindRequirementAsync(asked.RequirementId));
        var decided = await Store.DecideAsync("r1", [TestDecision.Approve(asked, second: 30)]);

        Assert.Equal(RequirementStatus.Approved, Assert.Single(decided.Taken).Status);
        Assert.Equal(asked.RequirementId, Assert.Single(await Store.ListUndeliveredDecisionsAsync()).RequirementId);
        var resolved = (await EventsAsync("r1")).Where(e => e.Type == RunEventTypes.RequirementResolved).ToArray();
        Assert.Equal([TestTime.At(6), TestTime.At(30)], resolved.Select(e => e.At));
    }

    [Fact]
    public async Task Retry_QuestionsOfOthersAndDecidedOnes_StayAsTheyAre()
    {
        var asked = await FailAsync();
        await Store.RetryAsync("r1", ["r1.0", "r1.2"], TestTime.At(20));
        Assert.Equal(RequirementStatus.Cancelled, (await Store.FindRequirementAsync(asked.RequirementId))!.Status);

        await Store.CreateRunAsync(TestRun.Of("r2", status: RunStatus.Running), null);
        var decided = TestRequirement.Of("r2", 1);
        await Store.CommitAsync(TestChange.To("r2") with { Started = [TestMemberRun.Of("r2", 1)], Requirements = [decided] });
        await Store.DecideAsync("r2", [TestDecision.Reject(decided)]);
        await Store.CommitAsync(TestChange.To("r2") with
        {
            Members = [new MemberRunPatch("r2.1", RunStatus.Failed)],
            Run = new StatusPatch(RunStatus.Failed)
        });
        await Store.RetryAsync("r2", ["r2.1"], TestTime.At(20));

        Assert.Equal(RequirementStatus.Rejected, (await Store.FindRequirementAsync(decided.RequirementId))!.Status);
    }

    [Fact]
    public async Task Retry_EventsAreWrittenAgain_AfterThoseOfBefore()
    {
        await FailAsync();
        await Store.RetryAsync("r1", ["r1.0", "r1.2"], TestTime.At(20));

        await Store.CommitAsync(TestChange.To("r1", 21) with
        {
            Events =
            [
                new RunEventDraft("ended:1", RunEventTypes.RunCompleted),
                new RunEventDraft("ended", RunEventTypes.RunFailed)
            ],
            Run = new StatusPatch(RunStatus.Completed, "Done"),
        });

        Assert.Equal(["RunFailed", "RunContinued", "RunCompleted"], (await EventsAsync("r1")).TakeLast(3).Select(e => e.Type));
        Assert.Equal((RunStatus.Completed, "Done", null), ((await RunAsync("r1")).Status, (await RunAsync(
            "r1")).Output, (await RunAsync("r1")).Error));
    }

    [Fact]
    public async Task Retry_PausedAnew_CountsOn()
    {
        var asked = await FailAsync();
        await Store.RetryAsync("r1", ["r1.0", "r1.2", "r1.2.1"], TestTime.At(20));
        await Store.CommitAsync(TestChange.To("r1", 21) with { Run = new StatusPatch(RunStatus.Running) });

        var result = await Store.PauseAsync("r1", "r1.2.1", [asked.RequirementId], TestTime.At(22));

        Assert.Equal(new PauseResult(true, 2), result);
        Assert.Equal(RunStatus.Paused, (await RunAsync("r1")).Status);
    }

    [Fact]
    public async Task Retry_TwiceInARow_CountsOnceAndThenAgain()
    {
        await FailAsync();

        var first = await Store.RetryAsync("r1", ["r1.0"], TestTime.At(20));
        var second = await Store.RetryAsync("r1", ["r1.0"], TestTime.At(21));
        await Store.CommitAsync(TestChange.To("r1", 22) with { Run = new StatusPatch(RunStatus.Failed) });
        var third = await Store.RetryAsync("r1", [], TestTime.At(23));

        Assert.Equal([1, 1, 2], new[] { first, second, third }.Select(run => run!.Attempt));
        Assert.Equal(["""{"attempt":1}""", """{"attempt":2}"""],
            (await EventsAsync("r1")).Where(e => e.Type == RunEventTypes.RunContinued).Select(e => e.Data!.Value.GetRawText()));
    }

    [Fact]
    public async Task Retry_WishToCancelTheFailedAttempt_IsForgotten()
    {
        await StartAsync("r1");
        await Store.RequestCancelAsync("r1", "enough", TestTime.At(2));
        await Store.CommitAsync(TestChange.To("r1", 3) with { Run = new StatusPatch(RunStatus.Failed) });

        var retried = (await Store.RetryAsync("r1", [], TestTime.At(4)))!;
        var cancelled = (await Store.RequestCancelAsync("r1", "again", TestTime.At(5)))!;

        Assert.Equal((null, null), (retried.CancelRequestedAt, retried.CancelReason));
        Assert.Equal((TestTime.At(5), "again"), (cancelled.CancelRequestedAt, cancelled.CancelReason));
    }

    [Theory]
    [InlineData(RunStatus.Pending)]
    [InlineData(RunStatus.Running)]
    [InlineData(RunStatus.Paused)]
    [InlineData(RunStatus.Completed)]
    [InlineData(RunStatus.Cancelled)]
    public async Task Retry_RunThatHasNotFailed_IsLeftAlone(RunStatus status)
    {
        await Store.CreateRunAsync(TestRun.Of("r1", status: status), null);
        await Store.CommitAsync(TestChange.To("r1") with { Started = [TestMemberRun.Of("r1", 0, RunStatus.Cancelled)] });
        var before = await RunAsync("r1");

        JsonAssert.Equal(before, await Store.RetryAsync("r1", ["r1.0"], TestTime.At(20)));

        Assert.Equal(RunStatus.Cancelled, (await MemberRunAsync("r1", 0)).Status);
        Assert.Empty(await EventsAsync("r1"));
    }

    [Fact]
    public async Task Retry_UnknownRunOrForeignMemberRun_IsNullOrThrows()
    {
        await FailAsync();

        Assert.Null(await Store.RetryAsync("none", ["none.1"], TestTime.At(20)));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.RetryAsync("r1", ["r2.1"], TestTime.At(20)));
        Assert.Equal(RunStatus.Failed, (await RunAsync("r1")).Status);
    }
}
