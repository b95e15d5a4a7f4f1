using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.Tests.Storage.Runs;

/// <summary>Runs from their start to their end: what is stored of them, and read.</summary>
public abstract partial class RunConformance(IStoreUnderTest store) : RunStoreConformance(store)
{
    [Fact]
    public async Task CreateRun_EveryMember_ReadsTheSame()
    {
        var run = TestRun.Of("r1") with
        {
            UserId = "ada",
            ParentRunId = "r0",
            Status = RunStatus.Failed,
            Output = "So far",
            Error = new RunError("modelFailed", "It broke", "researcher", "execution"),
            Metadata = JsonText.Parse("""{"ticket":[1,2.50,null,"x"]}"""),
            RequestHash = new string('b', 64),
            Pauses = 3,
            CancelRequestedAt = TestTime.At(4),
            CancelReason = "enough",
            UpdatedAt = TestTime.At(5),
            CompletedAt = TestTime.At(6),
        };

        Assert.Null(await Store.CreateRunAsync(run, null));

        JsonAssert.Equal(run, await RunAsync("r1"));
    }

    [Fact]
    public async Task CreateRun_OnlyWhatIsRequired_ReadsTheSame()
    {
        Assert.Null(await Store.CreateRunAsync(TestRun.Of("r1"), null));

        JsonAssert.Equal(TestRun.Of("r1"), await RunAsync("r1"));
    }

    [Fact]
    public async Task CreateRun_KnownId_ReturnsTheFirstUntouched()
    {
        await Store.CreateRunAsync(TestRun.Of("r1"), null);

        var existing = await Store.CreateRunAsync(TestRun.Of("r1", 5, session: "other") with { Input = "Other" }, null);

        JsonAssert.Equal(TestRun.Of("r1"), existing);
        JsonAssert.Equal(TestRun.Of("r1"), await RunAsync("r1"));
        Assert.Null(await Store.FindSessionAsync("other"));
    }

    [Fact]
    public async Task CreateRun_SameIdFromManySides_OneCreates()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(i =>
            Task.Run(() => Store.CreateRunAsync(TestRun.Of("r1") with { Input = "Input " + i }, null))));

        var stored = await RunAsync("r1");
        Assert.Single(results, result => result is null);
        Assert.All(results, result => Assert.True(result is null || result.Input == stored.Input));
    }

    [Fact]
    public async Task FindRun_Unknown_IsNull() => Assert.Null(await Store.FindRunAsync("none"));

    [Fact]
    public async Task ListRuns_None_IsEmptyWithoutCursor()
    {
        var page = await Store.ListRunsAsync(new RunQuery());

        Assert.Empty(page.Items);
        Assert.Null(page.Cursor);
    }

    [Theory]
    [InlineData(null, null, null, "r5 r4 r3 r2 r1 r0")]
    [InlineData(RunStatus.Running, null, null, "r4 r2 r0")]
    [InlineData(null, "a", null, "r3 r0")]
    [InlineData(null, null, "s1", "r5 r3 r1")]
    [InlineData(RunStatus.Running, "a", null, "r0")]
    [InlineData(RunStatus.Pending, null, "s1", "r5 r3 r1")]
    [InlineData(null, "b", "s1", "r1")]
    [InlineData(RunStatus.Running, "b", "s0", "r4")]
    [InlineData(RunStatus.Failed, null, null, "")]
    [InlineData(null, "unknown", null, "")]
    [InlineData(null, null, "unknown", "")]
    public async Task ListRuns_Restricted_NewestFirst(RunStatus? status, string? team, string? session, string expected)
    {
        for (var i = 0; i < 6; i++)
        {
            var run = TestRun.Of("r" + i, i, ((string[])["a", "b", "c"])[i % 3], "s" + (i % 2), i % 2 == 0
                ? RunStatus.Running
                : RunStatus.Pending);
            await Store.CreateRunAsync(run, null);
        }

        var page = await Store.ListRunsAsync(new RunQuery(status, team, session));

        Assert.Equal(expected, string.Join(' ', page.Items.Select(run => run.RunId)));
        Assert.Null(page.Cursor);
    }

    [Fact]
    public async Task ListRuns_RunsAddedWhilePaging_PagesStayStable()
    {
        for (var i = 0; i < 7; i++) await Store.CreateRunAsync(TestRun.Of("r" + i, i), null);
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await Store.ListRunsAsync(new RunQuery(Limit: 3, Cursor: cursor));
            seen.AddRange(page.Items.Select(run => run.RunId));
            cursor = page.Cursor;
            await Store.CreateRunAsync(TestRun.Of("later" + seen.Count, 20 + seen.Count), null);
        }
        while (cursor is not null);

        Assert.Equal(["r6", "r5", "r4", "r3", "r2", "r1", "r0"], seen);
    }

    [Fact]
    public async Task ListRuns_AsManyAsTheLimit_HasNoCursor()
    {
        for (var i = 0; i < 3; i++) await Store.CreateRunAsync(TestRun.Of("r" + i, i), null);

        Assert.Null((await Store.ListRunsAsync(new RunQuery(Limit: 3))).Cursor);
        Assert.NotNull((await Store.ListRunsAsync(new RunQuery(Limit: 2))).Cursor);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-5, 1)]
    [InlineData(int.MinValue, 1)]
    [InlineData(201, 200)]
    [InlineData(int.MaxValue, 200)]
    public async Task ListRuns_LimitOutsideItsRange_IsBroughtIntoIt(int limit, int expected)
    {
        await Task.WhenAll(Enumerable.Range(0, 201).Select(i => Store.CreateRunAsync(TestRun.Of("r" + i, i), null)));

        Assert.Equal(expected, (await Store.ListRunsAsync(new RunQuery(Limit: limit))).Items.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("AAAAAAAAAAAA")]
    [InlineData("not a cursor")]
    [InlineData("cgAAAAAAAAA=")]
    [InlineData("cgAAAAAAAAAAAAAAAAAA")]
    [InlineData("\u0000\U0001F600")]
    public async Task Lists_CursorThatIsNotOurs_Throw(string cursor)
    {
        await Assert.ThrowsAsync<InvalidCursorException>(() => Store.ListRunsAsync(new RunQuery(Cursor: cursor)));
        await Assert.ThrowsAsync<InvalidCursorException>(() => Store.ListRequirementsAsync(new RequirementQuery(Cursor: cursor)));
        await Assert.ThrowsAsync<InvalidCursorException>(() => Store.ListSessionsAsync(10, cursor));
    }

    [Fact]
    public async Task Lists_CursorOfAnotherList_Throw()
    {
        for (var i = 0; i < 3; i++) await Store.CreateRunAsync(TestRun.Of("r" + i, i), null);
        var cursor = (await Store.ListRunsAsync(new RunQuery(Limit: 1))).Cursor;

        await Assert.ThrowsAsync<InvalidCursorException>(() => Store.ListSessionsAsync(1, cursor));
        await Assert.ThrowsAsync<InvalidCursorException>(() => Store.ListRequirementsAsync(new RequirementQuery(Cursor: cursor)));
    }

    [Fact]
    public async Task RequestCancel_Unfinished_IsRecordedAndReturned()
    {
        await StartAsync("r1");

        var run = await Store.RequestCancelAsync("r1", "enough", TestTime.At(5));

        Assert.Equal(TestTime.At(5), run!.CancelRequestedAt);
        Assert.Equal("enough", run.CancelReason);
        Assert.Equal(RunStatus.Running, run.Status);
        JsonAssert.Equal(run, await RunAsync("r1"));
    }

    [Fact]
    public async Task RequestCancel_Again_TheFirstCounts()
    {
        await StartAsync("r1");
        await Store.RequestCancelAsync("r1", null, TestTime.At(5));

        var run = await Store.RequestCancelAsync("r1", "again", TestTime.At(6));

        Assert.Equal(TestTime.At(5), run!.CancelRequestedAt);
        Assert.Null(run.CancelReason);
    }

    [Fact]
    public async Task RequestCancel_Finished_ReturnsItUntouched()
    {
        await StartAsync("r1");
        await Store.CommitAsync(TestChange.To("r1", 2) with { Run = new StatusPatch(RunStatus.Completed, "Done") });
        var before = await RunAsync("r1");

        JsonAssert.Equal(before, await Store.RequestCancelAsync("r1", "late", TestTime.At(5)));
        JsonAssert.Equal(before, await RunAsync("r1"));
    }

    [Fact]
    public async Task RequestCancel_Unknown_IsNull() => Assert.Null(await Store.RequestCancelAsync("none", null, TestTime.At(1)));

    [Fact]
    public async Task ListUndeliveredRuns_PendingAndAskedToCancel_Listed()
    {
        await Store.CreateRunAsync(TestRun.Of("pending", 1), null);
        await Store.CreateRunAsync(TestRun.Of("both", 2), null);
        await Store.RequestCancelAsync("both", null, TestTime.At(9));
        await Store.CreateRunAsync(TestRun.Of("running", 3, status: RunStatus.Running), null);
        await Store.CreateRunAsync(TestRun.Of("cancelling", 4, status: RunStatus.Running), null);
        await Store.RequestCancelAsync("cancelling", null, TestTime.At(9));
        await Store.CreateRunAsync(TestRun.Of("paused", 5, status: RunStatus.Paused), null);
        await Store.RequestCancelAsync("paused", null, TestTime.At(9));
        await Store.CreateRunAsync(TestRun.Of("cancelled", 6, status: RunStatus.Running), null);
        await Store.RequestCancelAsync("cancelled", null, TestTime.At(9));
        await Store.CommitAsync(TestChange.To("cancelled", 10) with { Run = new StatusPatch(RunStatus.Cancelled) });

        var runs = await Store.ListUndeliveredRunsAsync();

        Assert.Equal(["both", "cancelling", "paused", "pending"], runs.Select(run => run.RunId).Order(StringComparer.Ordinal));
    }
}
