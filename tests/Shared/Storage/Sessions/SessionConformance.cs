using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.Tests.Storage.Sessions;

/// <summary>Sessions: their runs, their state, and their deletion.</summary>
public abstract partial class SessionConformance(IStoreUnderTest store) : RunStoreConformance(store)
{
    [Fact]
    public async Task CreateRun_NewSession_IsMadeWithItsState()
    {
        await Store.CreateRunAsync(TestRun.Of("r1", 1, session: "s") with { UserId = "ada" }, """{ "audience": "engineers" }""");

        JsonAssert.Equal(
            new SessionRecord
            {
                SessionId = "s",
                TeamId = TestRun.Team,
                UserId = "ada",
                State = JsonText.Parse("""{"audience":"engineers"}"""),
                RunIds = ["r1"],
                CreatedAt = TestTime.At(1),
                UpdatedAt = TestTime.At(1),
            },
            await Store.FindSessionAsync("s"));
    }

    [Fact]
    public async Task CreateRun_InTheSessionOfAnotherUser_IsRefusedAndNothingIsCreated()
    {
        await Store.CreateRunAsync(TestRun.Of("r1", 1, session: "s"), null);
        await Store.CreateRunAsync(TestRun.Of("r2", 2, session: "s") with { UserId = "ada" }, null);
        await Store.CreateRunAsync(TestRun.Of("r3", 3, session: "s"), null);

        await Assert.ThrowsAsync<SessionUserException>(() => Store.CreateRunAsync(
            TestRun.Of("r4", 4, session: "s") with { UserId = "bob" }, null));
        Assert.Null(await Store.FindRunAsync("r4"));
        Assert.Equal(["r1", "r2", "r3"], (await Store.FindSessionAsync("s"))!.RunIds);

        Assert.Null(await Store.CreateRunAsync(TestRun.Of("r5", 5, session: "s") with { UserId = "ada" }, null));
        Assert.NotNull(await Store.CreateRunAsync(TestRun.Of("r5", 5, session: "s") with { UserId = "bob" }, null));
        Assert.Null(await Store.CreateRunAsync(TestRun.Of("r6", 6, session: "of bob") with { UserId = "bob" }, null));
    }

    [Fact]
    public async Task CreateRun_TwoUsersBeginASessionAtOnce_OneOfThemHasIt()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            try
            {
                await Store.CreateRunAsync(
                    TestRun.Of($"r{i}", i, session: "s") with { UserId = i % 2 == 0 ? "ada" : "bob" }, null);
                return (Id: $"r{i}", User: i % 2 == 0 ? "ada" : "bob");
            }
            catch (SessionUserException)
            {
                return default;
            }
        }));

        var won = made.Where(run => run.Id is not null).ToList();
        Assert.Equal(4, won.Count);
        Assert.Single(won.Select(run => run.User).Distinct());
        Assert.Equal(won.Select(run => run.Id)
            .Order(StringComparer.Ordinal), (await Store.FindSessionAsync("s"))!.RunIds.Order(StringComparer.Ordinal));
        Assert.Equal(4, (await Store.ListRunsAsync(new RunQuery(SessionId: "s"))).Items.Count);
    }

    [Fact]
    public async Task CreateRun_KnownSession_KeepsItsStateAndFollowsTheNewestRun()
    {
        await Store.CreateRunAsync(TestRun.Of("r1", 1, session: "s") with { UserId = "ada" }, """{"a":1}""");
        await Store.CreateRunAsync(TestRun.Of("r2", 2, session: "t"), null);

        await Store.CreateRunAsync(TestRun.Of("r3", 3, team: "other", session: "s"), """{"a":2}""");

        JsonAssert.Equal(
            new SessionRecord
            {
                SessionId = "s",
                TeamId = "other",
                State = JsonText.Parse("""{"a":1}"""),
                RunIds = ["r1", "r3"],
                CreatedAt = TestTime.At(1),
                UpdatedAt = TestTime.At(3),
            },
            await Store.FindSessionAsync("s"));
        Assert.Null((await Store.FindSessionAsync("t"))!.State);
    }

    [Fact]
    public async Task FindSession_Unknown_IsNull() => Assert.Null(await Store.FindSessionAsync("none"));

    [Fact]
    public async Task ListSessions_Paged_MostRecentlyUsedFirst()
    {
        for (var i = 0; i < 5; i++) await Store.CreateRunAsync(TestRun.Of("r" + i, i, session: "s" + i), null);
        await Store.CreateRunAsync(TestRun.Of("r5", 5, session: "s1"), null);

        var first = await Store.ListSessionsAsync(3, null);
        var second = await Store.ListSessionsAsync(3, first.Cursor);

        Assert.Equal(["s1", "s4", "s3"], first.Items.Select(session => session.SessionId));
        Assert.Equal(["s2", "s0"], second.Items.Select(session => session.SessionId));
        Assert.Equal(["r1", "r5"], first.Items[0].RunIds);
        Assert.Null(second.Cursor);
        Assert.Single((await Store.ListSessionsAsync(0, null)).Items);
    }

    [Fact]
    public async Task ListSessionTurns_SomeRuns_TheNewestOldestFirst()
    {
        for (var i = 1; i <= 4; i++) await CompleteAsync("r" + i, i * 10, "researcher", "writer");

        var all = await Store.ListSessionTurnsAsync("s", null, 3);
        var ofOne = await Store.ListSessionTurnsAsync("s", ["researcher"], 2);

        Assert.Equal(["r3.2", "r4.1", "r4.2"], all.Select(turn => turn.MemberRunId));
        Assert.Equal(["r3.1", "r4.1"], ofOne.Select(turn => turn.MemberRunId));
        Assert.Equal(
            new SessionTurn("s", "r4", "r4.1", "researcher", "Task of r4.1", "Answer of r4.1", TestTime.At(41)), ofOne[1]);
        Assert.Equal(8, (await Store.ListSessionTurnsAsync("s", null, 1000)).Count);
        Assert.Empty(await Store.ListSessionTurnsAsync("s", null, 0));
        Assert.Empty(await Store.ListSessionTurnsAsync("s", ["unknown"], 5));
        Assert.Empty(await Store.ListSessionTurnsAsync("unknown", null, 5));
    }

    [Fact]
    public async Task ListSessionTurns_RunsThatAreNotCompleted_AreLeftOut()
    {
        await CompleteAsync("r1", 10, "researcher");
        foreach (var (run, end) in new[] { ("r2", RunStatus.Failed), ("r3", RunStatus.Cancelled), ("r4", RunStatus.Running) })
            await CompleteAsync(run, 20, end, "researcher");

        Assert.Equal(["r1"], (await Store.ListSessionTurnsAsync("s", null, 10)).Select(turn => turn.RunId));
    }

    [Fact]
    public async Task Commit_SessionTurnWhoseMemberRunIsThere_IsLeftAlone()
    {
        await CompleteAsync("r1", 10, "researcher");

        await Store.CommitAsync(
            TestChange.To(
                "r1", 30) with { SessionTurns = [new SessionTurn("s", "r1", "r1.1", "researcher", "x", "y", TestTime.At(30))] });

        Assert.Equal("Answer of r1.1", Assert.Single(await Store.ListSessionTurnsAsync("s", null, 10)).Output);
    }

    private Task CompleteAsync(string run, int second, params string[] memberRuns) =>
        CompleteAsync(run, second, RunStatus.Completed, memberRuns);

    private async Task CompleteAsync(string run, int second, RunStatus end, params string[] memberRuns)
    {
        await Store.CreateRunAsync(TestRun.Of(run, second, session: "s"), null);
        await Store.CommitAsync(TestChange.To(run, second) with
        {
            Run = new StatusPatch(end),
            SessionTurns =
            [
                .. memberRuns.Select((memberRun, i) =>
                    new SessionTurn(
                        "s", run, $"{run}.{i + 1}", memberRun, $"Task of {run}.{i + 1}", $"Answer of {run}.{i + 1}",
                        TestTime.At(second + 1))),
            ],
        });
    }
}
