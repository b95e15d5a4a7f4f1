using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.Tests.Storage.Runs;

public abstract partial class RunConformance
{
    [Fact]
    public async Task Commit_TurnNotRecordedYet_WritesAllOfItAndSaysSo()
    {
        await StartAsync("r1");

        Assert.True(await Store.CommitAsync(Turn(1, "First")));
        Assert.True(await Store.CommitAsync(Turn(2, "Second")));

        Assert.Equal(["First", "Second"], (await Store.ListMessagesAsync("r1", "r1.1")).Select(message => message.Text));
        Assert.Equal(2, (await EventsAsync("r1")).Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Commit_TurnRecordedBefore_WritesNothingOfItAndSaysSo(bool reopened)
    {
        await StartAsync("r1");
        await Store.CommitAsync(Turn(1, "First"));
        if (reopened) await ReopenAsync();

        Assert.False(await Store.CommitAsync(Turn(1, "Late") with
        {
            Run = new StatusPatch(RunStatus.Completed, "Late"),
            Started = [TestMemberRun.Of("r1", 2, parent: 0)],
            Members = [new MemberRunPatch("r1.1", RunStatus.Completed, "Late", Usage: new Usage(9, 9, 9, 9))],
            Requirements = [TestRequirement.Of("r1", 1)],
            StatePatch = JsonText.Parse("""{"late":true}"""),
            ActiveAgent = "late",
            SessionTurns = [new SessionTurn("session-of-r1", "r1", "r1.1", TestRun.Team, "Q", "Late", TestTime.At(9))],
        }));

        Assert.Equal("First", Assert.Single(await Store.ListRunMessagesAsync("r1")).Text);
        Assert.Equal("turn-First", Assert.Single(await EventsAsync("r1")).Data!.Value.GetString());
        Assert.Equal((RunStatus.Running, null), ((await RunAsync("r1")).Status, (await RunAsync("r1")).Output));
        Assert.Equal(2, (await Store.ListMemberRunsAsync("r1")).Count);
        Assert.Equal(
            (RunStatus.Running, Usage.None), ((await MemberRunAsync("r1", 1)).Status, (await MemberRunAsync("r1", 1)).Usage));
        Assert.Empty((await Store.ListRequirementsAsync(new RequirementQuery())).Items);
        var session = (await Store.FindSessionAsync("session-of-r1"))!;
        Assert.Equal((null, null), (session.State, session.ActiveAgent));
        Assert.Empty(await Store.ListSessionTurnsAsync("session-of-r1", null, 10));
    }

    [Fact]
    public async Task Commit_SameTurnManyTimesAtOnce_RecordsOneOfThemWhole()
    {
        await StartAsync("r1");

        var written = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(i => Task.Run(async () => (i, Done: await Store.CommitAsync(Turn(1, "Try " + i))))));

        var (first, _) = Assert.Single(written, result => result.Done);
        Assert.Equal("Try " + first, Assert.Single(await Store.ListRunMessagesAsync("r1")).Text);
        Assert.Equal("turn-Try " + first, Assert.Single(await EventsAsync("r1")).Data!.Value.GetString());
    }

    [Fact]
    public async Task Commit_TurnOfAnotherMemberRunOrSlot_IsNotInTheWay()
    {
        await StartAsync("r1");
        await Store.CommitAsync(
            TestChange.To("r1") with { Messages = [TestMessage.Of("r1", 0, 1, 0), TestMessage.Of("r1", 1, 1, 1), TestMessage.Of(
                "r1", 1, 2, 0)] });

        Assert.True(await Store.CommitAsync(Turn(1, "First")));
    }

    [Fact]
    public async Task Commit_TurnWithoutItsAnswer_Throws()
    {
        await StartAsync("r1");

        await Assert.ThrowsAsync<ArgumentException>(() => Store.CommitAsync(
            Turn(1, "First") with { Messages = [TestMessage.Of("r1", 1, 1, 1), TestMessage.Of("r1", 1, 2, 0)] }));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.CommitAsync(
            Turn(1, "First") with { UnlessRecorded = new TurnPlace("r2.1", 1) }));
        Assert.Empty(await EventsAsync("r1"));
    }

    [Fact]
    public async Task Commit_TurnOfARunThatIsNotThere_Throws() =>
        await Assert.ThrowsAsync<KeyNotFoundException>(() => Store.CommitAsync(Turn(1, "First")));

    [Fact]
    public async Task Recent_RunThatThisStoreChanged_SaysWhatTheStoreSays()
    {
        await StartAsync("r1", members: 2);
        await Store.CommitAsync(Turn(1, "First") with { Members = [new MemberRunPatch("r1.1", RunStatus.Completed, "Done")] });

        JsonAssert.Equal(await Store.ListMemberRunsAsync("r1"), await Store.Recent.ListMemberRunsAsync("r1", _ => true));
        JsonAssert.Equal(
            await Store.ListMessagesAsync("r1", "r1.1"), await Store.Recent.ListMessagesAsync("r1", "r1.1", _ => true));
        JsonAssert.Equal(
            await Store.FindMessageAsync("r1", "r1.1", 1, 0), await Store.Recent.FindMessageAsync("r1", "r1.1", 1, 0));
        JsonAssert.Equal(await RunAsync("r1"), (await Store.Recent.FindRunAsync("r1"))!);
        Assert.Empty(await Store.Recent.ListMessagesAsync("r1", "r1.2", _ => true));
        Assert.Null(await Store.Recent.FindMessageAsync("r1", "r1.2", 1, 0));
    }

    [Fact]
    public async Task Recent_NothingThatIsThere_IsEmpty()
    {
        Assert.Null(await Store.Recent.FindRunAsync("none"));
        Assert.Empty(await Store.Recent.ListMemberRunsAsync("none", _ => true));
        Assert.Empty(await Store.Recent.ListMessagesAsync("none", "none.0", _ => true));
        Assert.Empty(await Store.Recent.ListMessagesAsync("none", "other", _ => true));
        Assert.Null(await Store.Recent.FindMessageAsync("none", "none.0", 1, 0));
    }

    /// <summary>What records a turn of the first member.</summary>
    private static RunChange Turn(int turn, string text) => TestChange.To("r1", 5) with
    {
        UnlessRecorded = new TurnPlace("r1.1", turn),
        Messages = [TestMessage.Of("r1", 1, turn, 0, text)],
        Events = [TestEvent.Of($"turn-{text}", $"\"turn-{text}\"")],
    };
}
