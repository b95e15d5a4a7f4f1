using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Work;

namespace DurableTeams.Tests.Storage.Work;

/// <summary>The work of remote members: queues, leases, reports and what is lost.</summary>
public abstract class WorkConformance(IStoreUnderTest store) : RunStoreConformance(store)
{
    private static readonly string First = new('a', 64), Second = new('b', 64), Unknown = new('c', 64);

    private async Task<WorkRecord> OfferAsync(
        string run, int position = 1, Func<WorkRecord, WorkRecord>? change = null, int members = 1)
    {
        if (await Store.FindRunAsync(run) is null) await StartAsync(run, members);
        var work = change?.Invoke(TestWork.Of(run, position)) ?? TestWork.Of(run, position);
        await Store.CommitAsync(TestChange.To(run) with { Work = [work] });
        return work;
    }

    private Task<WorkRecord?> LeaseAsync(int second = 5, string token = "", string queue = TestWork.Queue) =>
        Store.LeaseWorkAsync(queue, new WorkLease(TestTime.At(second), "w1", token.Length > 0 ? token : First));

    private static WorkCompletion Done(string token, int second, string output = "done", string hash = "h1") =>
        new(TestTime.At(second), token, hash, output, null);

    private async Task<WorkRecord> WorkAsync(string id) => (await Store.FindWorkAsync(id))!;

    [Fact]
    public async Task Work_Offered_IsReadAsItWasWritten()
    {
        var work = await OfferAsync("r1");

        JsonAssert.Equal(work, await Store.FindWorkAsync(work.WorkId));
        await ReopenAsync();
        JsonAssert.Equal(work, await Store.FindWorkAsync(work.WorkId));
        Assert.Equal([new QueueLength(TestWork.Queue, 1, TestTime.At(1))], await Store.ListQueuesAsync());
        Assert.Null(await Store.FindWorkAsync("r1.9-w"));
        Assert.Null(await Store.FindWorkAsync("none"));
        Assert.Null(await Store.FindWorkAsync("r2.1-w"));
    }

    [Fact]
    public async Task LeaseWork_Several_GivesTheOldestFirstAndEachOnce()
    {
        await OfferAsync("r1", 1, work => work with { QueuedAt = TestTime.At(3) }, members: 2);
        await OfferAsync("r1", 2, work => work with { QueuedAt = TestTime.At(2) });
        await OfferAsync("r2", 1, work => work with { Queue = "others" });

        var first = await LeaseAsync();
        var second = await LeaseAsync(token: Second);

        Assert.Equal(["r1.2-w", "r1.1-w"], [first!.WorkId, second!.WorkId]);
        Assert.Equal(
            (WorkStatus.Leased, 1, "w1", TestTime.At(5), TestTime.At(65)), (first.Status, first.Attempt, first.Worker, first.Since, first.Due));
        Assert.Null(await LeaseAsync());
        Assert.Null(await LeaseAsync(queue: "none"));
        Assert.Equal(["r1.1-w", "r1.2-w"], (await Store.ListLeasedWorkAsync(10)).Select(work => work.WorkId).Order());
        Assert.Equal(["others"], (await Store.ListQueuesAsync()).Select(queue => queue.Queue));
        Assert.Equal(2, (await EventsAsync("r1")).Count(item => item.Type == RunEventTypes.WorkLeased));
    }

    [Fact]
    public async Task LeaseWork_ManyAtOnce_GivesEachPieceOnce()
    {
        for (var i = 0; i < 4; i++) await OfferAsync("r" + i);

        var given = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => LeaseAsync()));

        Assert.Equal(4, given.OfType<WorkRecord>().Select(work => work.WorkId).Distinct().Count());
        Assert.Equal(4, given.OfType<WorkRecord>().Count());
    }

    [Fact]
    public async Task WaitForWork_Offered_Returns()
    {
        await StartAsync("r1");
        var waiting = Store.WaitForWorkAsync(TestWork.Queue, TimeSpan.FromMinutes(5));
        Assert.False(waiting.IsCompleted);

        await OfferAsync("r1");

        await waiting.WaitAsync(TimeSpan.FromMinutes(1));
        await Store.WaitForWorkAsync(TestWork.Queue, TimeSpan.FromMinutes(5)).WaitAsync(TimeSpan.FromMinutes(1));
        await Store.WaitForWorkAsync("none", TimeSpan.FromMilliseconds(1)).WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Heartbeat_OfTheHolder_ExtendsTheLease()
    {
        var id = (await OfferAsync("r1")).WorkId;
        await LeaseAsync();

        var answer = await Store.ChangeWorkAsync(id, new WorkHeartbeat(TestTime.At(40), First));

        Assert.Equal((WorkOutcome.Done, TestTime.At(100), false), (answer.Outcome, answer.Work!.Due, answer.Cancelled));
        Assert.Equal(WorkOutcome.InvalidToken, (await Store.ChangeWorkAsync(id, new WorkHeartbeat(TestTime.At(41), Unknown))).Outcome);
        Assert.Equal(WorkOutcome.NotFound, (await Store.ChangeWorkAsync("r9.1-w", new WorkHeartbeat(TestTime.At(41), First))).Outcome);
        Assert.Equal(WorkOutcome.Unchanged, (await Store.ChangeWorkAsync(id, new WorkExpiry(TestTime.At(99)))).Outcome);
    }

    [Fact]
    public async Task Heartbeat_RunAskedToCancel_SaysSo()
    {
        var id = (await OfferAsync("r1")).WorkId;
        await LeaseAsync();
        await Store.RequestCancelAsync("r1", null, TestTime.At(10));
        Assert.True((await Store.ChangeWorkAsync(id, new WorkHeartbeat(TestTime.At(11), First))).Cancelled);
        await Store.CommitAsync(TestChange.To("r1", 12) with { Members = [new MemberRunPatch("r1.1", RunStatus.Cancelled)] });

        var answer = await Store.ChangeWorkAsync(id, new WorkHeartbeat(TestTime.At(13), First));

        Assert.Equal((WorkOutcome.Unchanged, true), (answer.Outcome, answer.Cancelled));
        Assert.Equal(WorkStatus.Cancelled, (await WorkAsync(id)).Status);
        Assert.Equal(WorkOutcome.Ended, (await Store.ChangeWorkAsync(id, Done(First, 14))).Outcome);
        Assert.Contains(await EventsAsync("r1"), item => item.Type == RunEventTypes.WorkResultLate);
        Assert.Empty(await Store.ListDueWorkAsync(TestTime.At(1000), 10));
        Assert.Empty(await Store.ListUndeliveredWorkAsync());
    }

    [Fact]
    public async Task Complete_OfTheHolder_IsTakenOnce()
    {
        var id = (await OfferAsync("r1")).WorkId;
        await LeaseAsync();

        Assert.Equal(WorkOutcome.Done, (await Store.ChangeWorkAsync(id, Done(First, 9))).Outcome);
        Assert.Equal(WorkOutcome.Unchanged, (await Store.ChangeWorkAsync(id, Done(First, 10))).Outcome);
        Assert.Equal(WorkOutcome.Contradiction, (await Store.ChangeWorkAsync(id, Done(First, 11, "else", "h2"))).Outcome);

        var work = await WorkAsync(id);
        Assert.Equal((WorkStatus.Completed, 1, 0, TestTime.At(9)), (work.Status, work.Told, work.Heard, work.EndedAt));
        Assert.Equal("done", (await Store.FindMessageAsync("r1", "r1.1", WorkLimits.AnswerTurn, 0))!.Text);
        Assert.Equal([id], (await Store.ListUndeliveredWorkAsync()).Select(open => open.WorkId));
        await Store.CommitAsync(TestChange.To("r1", 12) with { WorkHeard = [new WorkHeard(id, 1)] });
        Assert.Empty(await Store.ListUndeliveredWorkAsync());
        Assert.Equal(WorkOutcome.Ended, (await Store.ChangeWorkAsync(id, new WorkHeartbeat(TestTime.At(13), First))).Outcome);
    }

    [Fact]
    public async Task Expiry_LostLease_GivesAnotherAttemptAndRefusesTheLost()
    {
        var id = (await OfferAsync("r1")).WorkId;
        await LeaseAsync();
        Assert.Equal([id], (await Store.ListDueWorkAsync(TestTime.At(65), 10)).Select(work => work.WorkId));

        await Store.ChangeWorkAsync(id, new WorkExpiry(TestTime.At(65)));
        await Store.ChangeWorkAsync(id, new WorkExpiry(TestTime.At(65)));

        var lost = await WorkAsync(id);
        Assert.Equal((WorkStatus.Waiting, TestTime.At(65), TestTime.At(665), 0), (lost.Status, lost.QueuedAt, lost.Due, lost.Told));
        Assert.Equal(WorkOutcome.Superseded, (await Store.ChangeWorkAsync(id, new WorkHeartbeat(TestTime.At(66), First))).Outcome);
        Assert.Equal(2, (await LeaseAsync(70, Second))!.Attempt);
        Assert.Equal(WorkOutcome.Superseded, (await Store.ChangeWorkAsync(id, Done(First, 71))).Outcome);
        Assert.Equal(WorkOutcome.Done, (await Store.ChangeWorkAsync(id, Done(Second, 72, "second"))).Outcome);
        Assert.Equal("second", (await Store.FindMessageAsync("r1", "r1.1", WorkLimits.AnswerTurn, 0))!.Text);
        Assert.Equal(
            ["WorkLeased", "WorkLost", "WorkLeased", "WorkResultLate"],
            (await EventsAsync("r1")).Select(item => item.Type).Where(type => type.StartsWith("Work", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Expiry_AttemptsUsed_FailsWithWorkerLost()
    {
        var id = (await OfferAsync("r1", change: work => work with { Attempts = 1 })).WorkId;
        await LeaseAsync();

        await Store.ChangeWorkAsync(id, new WorkExpiry(TestTime.At(100)));

        var work = await WorkAsync(id);
        Assert.Equal((WorkStatus.Failed, "workerLost", 1), (work.Status, work.Error!.Code, work.Told));
        Assert.Null(await LeaseAsync(101));
    }

    [Fact]
    public async Task Expiry_NobodyLeased_FailsWithNoWorker()
    {
        var id = (await OfferAsync("r1")).WorkId;
        Assert.Equal(WorkOutcome.Unchanged, (await Store.ChangeWorkAsync(id, new WorkExpiry(TestTime.At(600)))).Outcome);
        Assert.Equal([id], (await Store.ListDueWorkAsync(TestTime.At(601), 10)).Select(due => due.WorkId));
        Assert.Empty(await Store.ListDueWorkAsync(TestTime.At(600), 10));
        Assert.Null(await LeaseAsync(601));

        await Store.ChangeWorkAsync(id, new WorkExpiry(TestTime.At(601)));

        Assert.Equal("noWorker", (await WorkAsync(id)).Error!.Code);
    }

    [Theory]
    [InlineData("retry", WorkStatus.Waiting)]
    [InlineData("skip", WorkStatus.Completed)]
    [InlineData("reject", WorkStatus.Failed)]
    public async Task Expiry_NotRepeatable_AsksAPerson(string decision, WorkStatus then)
    {
        var id = (await OfferAsync("r1", change: work => work with { Repeatable = false })).WorkId;
        await LeaseAsync();

        await Store.ChangeWorkAsync(id, new WorkExpiry(TestTime.At(100)));

        var asked = Assert.Single((await Store.ListRequirementsAsync(new RequirementQuery())).Items);
        Assert.Equal((RequirementKind.UnknownOutcome, RequirementStatus.Pending), (asked.Kind, asked.Status));
        Assert.Equal(WorkStatus.Unknown, (await WorkAsync(id)).Status);
        Assert.Equal(RunStatus.Paused, (await RunAsync("r1")).Status);
        Assert.Equal(WorkOutcome.Superseded, (await Store.ChangeWorkAsync(id, Done(First, 101))).Outcome);
        var told = (await WorkAsync(id)).Told;

        await Store.DecideAsync("r1", [new DecisionRecord(asked.RequirementId, decision, TestTime.At(102))]);

        var work = await WorkAsync(id);
        Assert.Equal((then, true), (work.Status, work.Told > told));
        Assert.Equal(RunStatus.Running, (await RunAsync("r1")).Status);
        Assert.Equal(RunStatus.Running, (await MemberRunAsync("r1", 1)).Status);
        Assert.Empty(await Store.ListUndeliveredDecisionsAsync());
        if (then == WorkStatus.Waiting) Assert.Equal(2, (await LeaseAsync(103, Second))!.Attempt);
    }

    [Fact]
    public async Task Ask_OneId_IsOneQuestionAndStopsTheLease()
    {
        var id = (await OfferAsync("r1")).WorkId;
        await LeaseAsync();
        var asked = TestRequirement.Of("r1", 1) with
        {
            RequirementId = RunIds.WorkQuestion("r1.1", "q"),
            Work = new WorkQuestion("q", "May I?"),
            CreatedAt = TestTime.At(10),
        };

        Assert.Equal(WorkOutcome.Done, (await Store.ChangeWorkAsync(id, new WorkAsk(TestTime.At(10), First, asked))).Outcome);
        Assert.Equal(WorkOutcome.Unchanged, (await Store.ChangeWorkAsync(id, new WorkAsk(TestTime.At(11), First, asked))).Outcome);

        Assert.Null((await WorkAsync(id)).Due);
        Assert.Equal(RunStatus.Paused, (await RunAsync("r1")).Status);
        JsonAssert.Equal(asked, await Store.FindRequirementAsync(asked.RequirementId));
        await Store.ChangeWorkAsync(id, new WorkHeartbeat(TestTime.At(12), First));
        Assert.Null((await WorkAsync(id)).Due);
        Assert.Empty(await Store.ListDueWorkAsync(TestTime.At(10_000), 10));
        await Store.DecideAsync("r1", [TestDecision.Approve(asked, second: 5_000)]);
        var work = await WorkAsync(id);
        Assert.Equal((TestTime.At(5_060), 2), (work.Due, work.Told));
        Assert.Equal((RunStatus.Running, RunStatus.Running), ((await RunAsync("r1")).Status, (await MemberRunAsync("r1", 1)).Status));
        Assert.Empty(await Store.ListUndeliveredDecisionsAsync());
        Assert.Single(await EventsAsync("r1"), item => item.Type == RunEventTypes.RequirementCreated);
    }

    [Fact]
    public async Task Complete_WhileAQuestionIsOpen_CancelsItAndGoesOn()
    {
        var id = (await OfferAsync("r1")).WorkId;
        await LeaseAsync();
        var asked = TestRequirement.Of("r1", 1) with { Work = new WorkQuestion("q", null) };
        await Store.ChangeWorkAsync(id, new WorkAsk(TestTime.At(10), First, asked));

        await Store.ChangeWorkAsync(id, Done(First, 11));

        Assert.Equal(RequirementStatus.Cancelled, (await Store.FindRequirementAsync(asked.RequirementId))!.Status);
        Assert.Equal((RunStatus.Running, RunStatus.Running), ((await RunAsync("r1")).Status, (await MemberRunAsync("r1", 1)).Status));
    }

    private static WorkerEvent Reported(string id, WorkerEventType type = WorkerEventType.ModelCall) => new(id, type)
    {
        Name = "m",
        StartedAt = TestTime.At(6),
        EndedAt = TestTime.At(7),
        InputTokens = 10,
        OutputTokens = 2,
        Arguments = JsonText.Parse("""{"a":1}"""),
        Result = "ok",
    };

    [Fact]
    public async Task Report_DoubledAndInAnyOrder_IsRecordedOnceEach()
    {
        var id = (await OfferAsync("r1")).WorkId;
        await LeaseAsync();

        var first = await Store.ChangeWorkAsync(
            id, new WorkReport(TestTime.At(8), First, [Reported("b", WorkerEventType.ToolCall), Reported("a"), Reported("a")]));
        var second = await Store.ChangeWorkAsync(id, new WorkReport(TestTime.At(9), First, [Reported("a"), Reported("c")]));
        var third = await Store.ChangeWorkAsync(id, new WorkReport(TestTime.At(9), First, [Reported("c"), Reported("b")]));

        Assert.Equal((2, 1, 0), (first.Recorded, second.Recorded, third.Recorded));
        Assert.Equal((WorkOutcome.Done, WorkOutcome.Done, WorkOutcome.Unchanged), (first.Outcome, second.Outcome, third.Outcome));
        Assert.Equal(new Usage(20, 4, 2, 1), (await MemberRunAsync("r1", 1)).Usage);
        Assert.Equal(
            ["ToolCallCompleted", "ModelCallCompleted", "ModelCallCompleted"],
            (await EventsAsync("r1")).Select(item => item.Type)
                .Where(type => type.EndsWith("Completed", StringComparison.Ordinal)));
        Assert.Equal(4, (await Store.ListMessagesAsync("r1", "r1.1")).Count);
        Assert.Equal(3, (await WorkAsync(id)).Events);
    }

    [Fact]
    public async Task Report_AfterTheEnd_IsTakenForAMinute()
    {
        var id = (await OfferAsync("r1")).WorkId;
        await LeaseAsync();
        await Store.ChangeWorkAsync(id, Done(First, 10));
        await Store.CommitAsync(TestChange.To("r1", 11) with
        {
            Members = [new MemberRunPatch("r1.1", RunStatus.Completed, "done")],
            Run = new StatusPatch(RunStatus.Completed, "done"),
        });

        Assert.Equal(WorkOutcome.Done, (await Store.ChangeWorkAsync(id, new WorkReport(TestTime.At(70), First, [Reported("a")]))).Outcome);
        Assert.Equal(
            WorkOutcome.Ended, (await Store.ChangeWorkAsync(id, new WorkReport(TestTime.At(71), First, [Reported("b")]))).Outcome);
        Assert.Equal(new Usage(10, 2, 1, 0), (await MemberRunAsync("r1", 1)).Usage);
        Assert.Contains(await EventsAsync("r1"), item => item.Type == RunEventTypes.ModelCallCompleted);
        Assert.Equal("done", (await MemberRunAsync("r1", 1)).Output);
    }

    [Fact]
    public async Task Offer_RetriedRun_OffersWhatFailedAndKeepsWhatIsDone()
    {
        var failed = (await OfferAsync("r1", 1, work => work with { Attempts = 1 }, members: 2)).WorkId;
        var done = (await OfferAsync("r1", 2, work => work with { QueuedAt = TestTime.At(4) })).WorkId;
        await LeaseAsync();
        await LeaseAsync(token: Second);
        await Store.ChangeWorkAsync(failed, new WorkExpiry(TestTime.At(100)));
        await Store.ChangeWorkAsync(done, Done(Second, 100));

        await Store.CommitAsync(TestChange.To("r1", 200) with
        {
            Work = [TestWork.Of("r1", 1, 200, attempt: 1) with { Attempts = 1 }, TestWork.Of("r1", 2, 200, attempt: 1)],
        });

        var again = await WorkAsync(failed);
        Assert.Equal((WorkStatus.Waiting, 2, true, TestTime.At(800)), (again.Status, again.Attempts, again.Error is null, again.Due));
        Assert.Equal(WorkStatus.Completed, (await WorkAsync(done)).Status);
        Assert.Equal(WorkOutcome.Superseded, (await Store.ChangeWorkAsync(failed, Done(First, 201))).Outcome);
    }

    [Fact]
    public async Task Offer_RetriedRunNotRepeatable_AsksAPersonFirst()
    {
        var id = (await OfferAsync("r1", change: work => work with { Repeatable = false })).WorkId;
        await LeaseAsync();
        await Store.CommitAsync(TestChange.To("r1", 50) with { Members = [new MemberRunPatch("r1.1", RunStatus.Failed)] });
        await Store.CommitAsync(TestChange.To("r1", 51) with { Run = new StatusPatch(RunStatus.Failed) });
        await Store.RetryAsync("r1", ["r1.0", "r1.1"], TestTime.At(60));
        await Store.CommitAsync(TestChange.To("r1", 61) with { Run = new StatusPatch(RunStatus.Running) });

        await Store.CommitAsync(TestChange.To("r1", 62) with { Work = [TestWork.Of("r1", 1, 62, attempt: 1)] });

        Assert.Equal(WorkStatus.Unknown, (await WorkAsync(id)).Status);
        Assert.Null(await LeaseAsync(63));
        Assert.Equal(RunStatus.Paused, (await RunAsync("r1")).Status);
    }

    [Fact]
    public async Task Orphans_MoreThanAreKept_LoseTheOldest()
    {
        await Store.AddOrphansAsync(new OrphanEvents("x.1-w", TestTime.At(1), [Reported("a")]));
        await Store.AddOrphansAsync(new OrphanEvents("y.1-w", TestTime.At(2), [Reported("b"), Reported("c")]));

        await ReopenAsync();

        var kept = await Store.ListOrphansAsync(10);
        Assert.Equal(["y.1-w", "x.1-w"], kept.Select(orphans => orphans.WorkId));
        JsonAssert.Equal(new OrphanEvents("x.1-w", TestTime.At(1), [Reported("a")]), kept[1]);
        Assert.Single(await Store.ListOrphansAsync(1));
    }

    [Fact]
    public async Task DeleteSession_RunWithWork_RemovesTheWork()
    {
        var id = (await OfferAsync("r1")).WorkId;
        await Store.CommitAsync(TestChange.To("r1", 50) with
        {
            Members = [new MemberRunPatch("r1.1", RunStatus.Cancelled)],
            Run = new StatusPatch(RunStatus.Cancelled),
        });

        await Store.DeleteSessionAsync("session-of-r1");

        Assert.Null(await Store.FindWorkAsync(id));
        Assert.Null(await LeaseAsync());
        Assert.Empty(await Store.ListQueuesAsync());
    }
}
