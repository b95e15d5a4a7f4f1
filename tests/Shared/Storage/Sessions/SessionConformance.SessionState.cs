using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.Tests.Storage.Sessions;

public abstract partial class SessionConformance
{
    private async Task<string?> StateAsync(string session = "s") =>
        (await Store.FindSessionStateAsync(session))!.State?.GetRawText();

    private Task<bool> PatchAsync(string run, string patch) =>
        Store.CommitAsync(TestChange.To(run) with { StatePatch = JsonText.Parse(patch) });

    [Fact]
    public async Task FindSessionState_NewSessionOrUnknown_IsEmptyOrNull()
    {
        await Store.CreateRunAsync(TestRun.Of("r1", session: "s"), null);
        await Store.CreateRunAsync(TestRun.Of("r2", session: "t"), """{ "a": 1 }""");

        Assert.Equal(new SessionState(null, null), await Store.FindSessionStateAsync("s"));
        Assert.Equal("""{"a":1}""", await StateAsync("t"));
        Assert.Null(await Store.FindSessionStateAsync("none"));
    }

    [Fact]
    public async Task Commit_StatePatch_IsMergedIntoTheSessionsState()
    {
        await Store.CreateRunAsync(TestRun.Of("r1", session: "s"), """{"keep":{"a":1,"b":2},"gone":1}""");

        await PatchAsync("r1", """{"keep":{"b":null,"c":[1,null]},"gone":null,"new":{"x":null,"y":"é"}}""");
        await ReopenAsync();

        Assert.Equal("""{"keep":{"a":1,"c":[1,null]},"new":{"y":"é"}}""", await StateAsync());
        JsonAssert.Equal((await Store.FindSessionStateAsync("s"))!.State, (await Store.FindSessionAsync("s"))!.State);
    }

    [Fact]
    public async Task Commit_StatePatchWithoutAState_StartsFromAnEmptyObject()
    {
        await Store.CreateRunAsync(TestRun.Of("r1", session: "s"), null);
        await Store.CreateRunAsync(TestRun.Of("r2", session: "t"), null);

        await PatchAsync("r1", """{"a":null,"b":{"c":null}}""");

        Assert.Equal("""{"b":{}}""", await StateAsync());
        Assert.Null(await StateAsync("t"));
    }

    [Fact]
    public async Task Commit_StatePatches_OfSeveralRunsOfASessionAddUp()
    {
        foreach (var run in new[] { "r1", "r2" }) await Store.CreateRunAsync(TestRun.Of(run, session: "s"), null);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => PatchAsync(i % 2 == 0 ? "r1" : "r2", $$"""{"k{{i}}":{{i}}}""")));

        var state = (await Store.FindSessionStateAsync("s"))!.State!.Value;
        Assert.All(Enumerable.Range(0, 50), i => Assert.Equal(i, state.GetProperty("k" + i).GetInt32()));
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("null")]
    [InlineData("5")]
    public async Task Commit_StatePatchThatIsNoObject_ThrowsAndWritesNothing(string patch)
    {
        await Store.CreateRunAsync(TestRun.Of("r1", session: "s"), """{"a":1}""");

        await Assert.ThrowsAsync<ArgumentException>(() => Store.CommitAsync(
            TestChange.To("r1") with { StatePatch = JsonText.Parse(patch), Events = [TestEvent.Of("k")] }));
        Assert.Equal("""{"a":1}""", await StateAsync());
        Assert.Empty(await EventsAsync("r1"));
    }

    [Fact]
    public async Task Commit_ActiveAgent_IsTheSessionsInTheRunsTeam()
    {
        await Store.CreateRunAsync(TestRun.Of("r1", session: "s"), null);
        await Store.CreateRunAsync(TestRun.Of("r2", team: "desk", session: "s"), null);
        await Store.CommitAsync(TestChange.To("r1") with { ActiveAgent = "writer" });
        Assert.Equal(new ActiveAgent(TestRun.Team, "writer"), (await Store.FindSessionStateAsync("s"))!.ActiveAgent);

        await Store.CommitAsync(TestChange.To("r2") with { ActiveAgent = "clerk" });
        await Store.CommitAsync(TestChange.To("r1") with { Events = [TestEvent.Of("k")] });
        await ReopenAsync();

        Assert.Equal(new ActiveAgent("desk", "clerk"), (await Store.FindSessionStateAsync("s"))!.ActiveAgent);
        Assert.Equal(new ActiveAgent("desk", "clerk"), (await Store.FindSessionAsync("s"))!.ActiveAgent);
        Assert.Equal(new ActiveAgent("desk", "clerk"), Assert.Single((await Store.ListSessionsAsync(5, null)).Items).ActiveAgent);
    }

    [Fact]
    public async Task Commit_ChangeThatEndsTheRun_StillChangesItsSession()
    {
        await Store.CreateRunAsync(TestRun.Of("r1", session: "s"), null);

        await Store.CommitAsync(TestChange.To("r1") with
        {
            Run = new StatusPatch(RunStatus.Completed),
            StatePatch = JsonText.Parse("""{"a":1}"""),
            ActiveAgent = "writer"
        });

        JsonAssert.Equal(new SessionState(
            JsonText.Parse("""{"a":1}"""), new ActiveAgent(TestRun.Team, "writer")), await Store.FindSessionStateAsync("s"));
    }

    [Fact]
    public async Task Commit_RunThatHadEnded_ChangesItsSessionNoMore()
    {
        await Store.CreateRunAsync(TestRun.Of("r1", session: "s"), """{"a":1}""");
        await Store.CommitAsync(TestChange.To("r1") with { Run = new StatusPatch(RunStatus.Cancelled) });

        await Store.CommitAsync(
            TestChange.To("r1", 2) with { StatePatch = JsonText.Parse("""{"a":2}"""), ActiveAgent = "writer" });

        JsonAssert.Equal(new SessionState(JsonText.Parse("""{"a":1}"""), null), await Store.FindSessionStateAsync("s"));
    }

    [Fact]
    public async Task CreateRun_KnownSession_KeepsItsActiveAgent()
    {
        await Store.CreateRunAsync(TestRun.Of("r1", session: "s"), null);
        await Store.CommitAsync(TestChange.To("r1") with { ActiveAgent = "writer" });

        await Store.CreateRunAsync(TestRun.Of("r2", session: "s"), null);

        Assert.Equal("writer", (await Store.FindSessionStateAsync("s"))!.ActiveAgent!.MemberId);
    }

    [Fact]
    public async Task ListSessionTurns_OfSeveralAgents_TheNewestOfThemTogether()
    {
        for (var i = 1; i <= 4; i++) await CompleteAsync("r" + i, i * 10, "researcher", "writer", "editor");

        var turns = await Store.ListSessionTurnsAsync("s", ["editor", "researcher", "unknown", "editor"], 3);

        Assert.Equal(["r3.3", "r4.1", "r4.3"], turns.Select(turn => turn.MemberRunId));
        Assert.Equal(8, (await Store.ListSessionTurnsAsync("s", ["editor", "researcher"], 100)).Count);
        Assert.Equal(
            ["r4.2"], (await Store.ListSessionTurnsAsync("s", ["writer", "unknown"], 1)).Select(turn => turn.MemberRunId));
        Assert.Empty(await Store.ListSessionTurnsAsync("s", [], 5));
        Assert.Empty(await Store.ListSessionTurnsAsync("s", ["editor"], 0));
    }
}
