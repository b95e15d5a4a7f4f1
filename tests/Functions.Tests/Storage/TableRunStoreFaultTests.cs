using Azure.Core;
using DurableTeams.AzureTables.RunStore;
using DurableTeams.Azurite;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Functions.Tests.Storage;

/// <summary>The table store broken off between any two requests, and what it was told to do done again.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class TableRunStoreFaultTests(AzuriteFixture azurite)
{
    [AzuriteTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Steps_BrokenOffAtAnyRequestAndDoneAgain_EndTheSame(bool done)
    {
        var none = new FailingAt();
        var expected = await LiveAsync(none);
        Assert.True(none.Count > 10);
        for (var request = 1; request <= none.Count; request++)
            JsonAssert.Equal(expected, await LiveAsync(new FailingAt { Request = request, Done = done }));
    }

    [AzuriteTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Create_BrokenOffAtAnyRequestAndNotDoneAgain_IsDeliveredWholeOrNotThere(bool done)
    {
        const int Requests = 3;
        var there = 0;
        for (var request = 1; request <= Requests; request++)
        {
            var prefix = "T" + Guid.NewGuid().ToString("N");
            var fault = new FailingAt();
            var store = Open(fault, prefix);
            await store.FindRunAsync("r1");
            fault.Request = fault.Count + request;
            fault.Done = done;
            await Assert.ThrowsAsync<StoreUnavailableException>(() => store.CreateRunAsync(
                TestRun.Of("r1", session: "s"), """{"a":1}"""));
            Assert.Equal(fault.Request, fault.Count);

            store = Open(new FailingAt(), prefix);
            var delivered = await store.ListUndeliveredRunsAsync();
            var session = await store.FindSessionAsync("s");
            var listed = (await store.ListRunsAsync(new RunQuery())).Items.Count;
            there += delivered.Count;
            Assert.Equal((delivered.Count, delivered.Count), (listed, (await store.ListSessionsAsync(10, null)).Items.Count));
            if (delivered.Count == 0) Assert.Null(session);
            else Assert.Equal(("""{"a":1}""", "r1"), (session!.State!.Value.GetRawText(), Assert.Single(session.RunIds)));
        }

        Assert.Equal(done ? 2 : 1, there);
    }

    [AzuriteTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Retry_BrokenOffAtAnyRequestAndDoneAgain_IsOnTheListsItBelongsOn(bool done)
    {
        var requests = new FailingAt();
        await RetryAsync(requests);
        Assert.True(requests.Count > 10);
        for (var request = 1; request <= requests.Count; request++)
            await RetryAsync(new FailingAt { Request = request, Done = done });
    }

    [AzuriteFact]
    public async Task LargeChange_BrokenOff_ShowsNothingOfIt()
    {
        var fault = new FailingAt();
        var store = Open(fault, "T" + Guid.NewGuid().ToString("N"));
        await store.CreateRunAsync(TestRun.Of("r1"), null);
        var change = TestChange.To("r1") with
        {
            Started = [TestMemberRun.Of("r1", 0)],
            Messages = [.. Enumerable.Range(0, 250).Select(slot => TestMessage.Of("r1", 0, 1, slot))],
            Events = [.. Enumerable.Range(0, 120).Select(i => TestEvent.Of("k" + i))],
        };
        fault.Request = fault.Count + 5;

        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.CommitAsync(change));

        Assert.Empty(await store.ListRunMessagesAsync("r1"));
        Assert.Empty(await store.ListEventsAsync("r1", 0, 1_000));
        Assert.Empty(await store.ListMemberRunsAsync("r1"));
        await store.CommitAsync(change);
        Assert.Equal(250, (await store.ListRunMessagesAsync("r1")).Count);
        Assert.Equal(Enumerable.Range(1, 120)
            .Select(n => (long)n), (await store.ListEventsAsync("r1", 0, 1_000)).Select(item => item.Sequence));
    }

    [AzuriteTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task LargeChangeOfWhatIsThere_BrokenOffAtAnyRequest_ShowsAllOrNothingOfIt(bool done)
    {
        const int Many = 210;
        var change = TestChange.To("r1", 3) with
        {
            Members = [.. Enumerable.Range(0, Many).Select(i => new MemberRunPatch(RunIds.Member("r1", i), RunStatus.Failed))],
            Messages = [TestMessage.Of("r1", 0, 1, 0)],
            Events = [TestEvent.Of("end")],
        };
        var (broken, shown) = (0, 0);
        for (var request = 1; ; request++)
        {
            var prefix = "T" + Guid.NewGuid().ToString("N");
            var fault = new FailingAt();
            var store = Open(fault, prefix);
            await store.CreateRunAsync(TestRun.Of("r1"), null);
            await store.CommitAsync(
                TestChange.To("r1") with { Started = [.. Enumerable.Range(0, Many).Select(i => TestMemberRun.Of("r1", i))] });
            (fault.Request, fault.Done) = (fault.Count + request, done);
            var requests = fault.Request;
            try
            {
                await store.CommitAsync(change);
            }
            catch (StoreUnavailableException)
            {
                broken++;
            }

            if (fault.Count < requests) break;
            var reader = Open(new FailingAt(), prefix);
            var failed = (await reader.ListMemberRunsAsync("r1")).Count(memberRun => memberRun.Status == RunStatus.Failed);
            Assert.Contains(failed, new[] { 0, Many });
            Assert.Equal(failed == 0 ? 0 : 1, (await reader.ListEventsAsync("r1", 0, 10)).Count);
            Assert.Equal(failed == 0 ? 0 : 1, (await reader.ListRunMessagesAsync("r1")).Count);
            if (failed > 0) shown++;

            await reader.CommitAsync(
                TestChange.To("r1", 4) with { Members = [new MemberRunPatch("r1.7", Usage: new Usage(1, 2, 3, 4))] });
            await reader.CommitAsync(change);
            var ended = await Open(new FailingAt(), prefix).ListMemberRunsAsync("r1");
            Assert.All(ended, memberRun => Assert.Equal(RunStatus.Failed, memberRun.Status));
            Assert.Equal(3, ended[7].Usage.ModelCalls);
        }

        Assert.True(broken > 8);
        Assert.InRange(shown, 1, broken - 4);
    }

    [Fact]
    public async Task AnyMember_StorageThatCannotBeReached_IsUnavailable()
    {
        var store = new TableRunStore(new TableRunStoreOptions
        {
            ConnectionString =
                $"DefaultEndpointsProtocol=http;AccountName={AzuriteServer.Account};AccountKey={AzuriteServer.Key};"
                    + $"TableEndpoint=http://127.0.0.1:1/{AzuriteServer.Account};",
            Configure = options => options.Retry.MaxRetries = 0,
        });

        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.FindRunAsync("r1"));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.CreateRunAsync(TestRun.Of("r1"), null));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.CheckHealthAsync());
    }

    /// <summary>
    /// A run that fails, is retried and completes, each step done again where it broke off; after each, it is where it belongs.
    /// </summary>
    private async Task RetryAsync(FailingAt fault)
    {
        var prefix = "T" + Guid.NewGuid().ToString("N");
        var store = Open(fault, prefix);
        await StepAsync(() => store.CreateRunAsync(TestRun.Of("r1", session: "s"), null), RunStatus.Pending);
        await StepAsync(() => store.CommitAsync(
            TestChange.To("r1") with { Run = new StatusPatch(RunStatus.Failed), Started = [TestMemberRun.Of("r1", 0)] }),
            RunStatus.Failed);
        await StepAsync(() => store.RetryAsync("r1", ["r1.0"], TestTime.At(3)), RunStatus.Pending, again: false);
        await StepAsync(() => store.CommitAsync(
            TestChange.To("r1", 4) with { Run = new StatusPatch(RunStatus.Completed, "Done") }), RunStatus.Completed);

        // What a retry that was done and whose answer was lost would do a second time is another retry; so its callers look
        // first.
        async Task StepAsync(Func<Task> step, RunStatus then, bool again = true)
        {
            try
            {
                await step();
            }
            catch (StoreUnavailableException)
            {
                store = Open(fault, prefix);
                if (again || (await store.FindRunAsync("r1"))!.Status != then) await step();
            }

            var reader = Open(new FailingAt(), prefix);
            foreach (var status in Enum.GetValues<RunStatus>())
            {
                Assert.Equal(status == then ? 1 : 0, (await reader.ListRunsAsync(new RunQuery(status))).Items.Count);
                Assert.Equal(
                    status == then ? 1 : 0, (await reader.ListRunsAsync(new RunQuery(status, TestRun.Team))).Items.Count);
            }

            Assert.Equal(then == RunStatus.Pending ? 1 : 0, (await reader.ListUndeliveredRunsAsync()).Count);
        }
    }

    private TableRunStore Open(FailingAt fault, string prefix) => new(new TableRunStoreOptions
    {
        ConnectionString = azurite.Server.ConnectionString,
        TablePrefix = prefix,
        Configure = options =>
        {
            options.Retry.MaxRetries = 0;
            options.AddPolicy(fault, HttpPipelinePosition.PerCall);
        },
    });

    /// <summary>
    /// A run's life, each step done again where it broke off, by a store that remembers nothing; what is there at the end.
    /// </summary>
    private async Task<object[]> LiveAsync(FailingAt fault)
    {
        var prefix = "T" + Guid.NewGuid().ToString("N");
        var asked = TestRequirement.Of("r1", 1);
        var store = Open(fault, prefix);
        await StepAsync(() => store.CreateRunAsync(TestRun.Of("r1", session: "s"), """{"a":1}"""));
        await StepAsync(() => store.CommitAsync(TestChange.To("r1") with
        {
            Run = new StatusPatch(RunStatus.Running),
            Started = [TestMemberRun.Of("r1", 0), TestMemberRun.Of("r1", 1, parent: 0)],
            UnlessRecorded = new TurnPlace("r1.0", 1),
            Messages = [TestMessage.Of("r1", 0, 1, 0)],
            Events = [TestEvent.Of("k")],
            StatePatch = JsonText.Parse("""{"b":2}"""),
        }));
        await StepAsync(() => store.CommitAsync(TestChange.To("r1", 2) with { Requirements = [asked] }));
        await StepAsync(() => store.PauseAsync("r1", "r1.1", [asked.RequirementId], TestTime.At(3)));
        await StepAsync(() => store.DecideAsync("r1", [TestDecision.Approve(asked)]));
        await StepAsync(() => store.CommitAsync(TestChange.To("r1", 10) with { Delivered = [asked.RequirementId] }));
        await StepAsync(() => store.CommitAsync(TestChange.To("r1", 11) with
        {
            UnlessRecorded = new TurnPlace("r1.0", 2),
            Messages = [TestMessage.Of("r1", 0, 2, 0, "Done")],
            Members =
            [
                new MemberRunPatch("r1.1", RunStatus.Completed, "Fine"),
                new MemberRunPatch("r1.0", RunStatus.Completed, "Done")
            ],
            Events = [new RunEventDraft("ended", RunEventTypes.RunCompleted)],
            SessionTurns = [new SessionTurn("s", "r1", "r1.0", TestRun.Team, "Q", "Done", TestTime.At(11))],
            Run = new StatusPatch(RunStatus.Completed, "Done"),
        }));
        store = Open(new FailingAt(), prefix);
        return
        [
            await store.ListRunsAsync(new RunQuery()), await store.ListRunsAsync(new RunQuery(RunStatus.Completed, TestRun.Team)),
            await store.ListRunsAsync(new RunQuery(RunStatus.Running)), await store.ListMemberRunsAsync("r1"),
            await store.ListRunMessagesAsync("r1"),
            await store.ListEventsAsync("r1", 0, 100), await store.ListRequirementsAsync(new RequirementQuery()),
            await store.ListRequirementsAsync(new RequirementQuery(RequirementStatus.Approved, MemberId: TestMemberRun.Member)),
            await store.ListRequirementsAsync(new RequirementQuery(RequirementStatus.Pending)),
            await store.ListAuditAsync(asked.RequirementId),
            (await store.ListAllAuditAsync(0, 100)).Entries, await store.ListUndeliveredDecisionsAsync(),
            await store.ListUndeliveredRunsAsync(),
            await store.ListSessionsAsync(10, null), await store.ListSessionTurnsAsync("s", null, 10),
        ];

        async Task StepAsync(Func<Task> step)
        {
            try
            {
                await step();
            }
            catch (StoreUnavailableException)
            {
                store = Open(fault, prefix);
                await step();
            }
        }
    }
}
