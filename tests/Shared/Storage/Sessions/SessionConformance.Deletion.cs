using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.Tests.Storage.Sessions;

public abstract partial class SessionConformance
{
    [Fact]
    public async Task DeleteSession_AllRunsEnded_RemovesEverythingOfIt()
    {
        await FillAsync("r1", "s", RunStatus.Completed);
        await FillAsync("r2", "other", RunStatus.Completed);
        await FillAsync("r3", "s", RunStatus.Failed);
        await FillAsync("r4", "s", RunStatus.Cancelled);

        var deletion = (await Store.DeleteSessionAsync("s"))!;
        await ReopenAsync();

        Assert.Empty(deletion.Unfinished);
        Assert.Equal(["r1", "r3", "r4"], deletion.Deleted);
        foreach (var run in deletion.Deleted)
        {
            Assert.Null(await Store.FindRunAsync(run));
            Assert.Empty(await Store.ListMemberRunsAsync(run));
            Assert.Empty(await Store.ListRunMessagesAsync(run));
            Assert.Empty(await EventsAsync(run));
            Assert.Null(await Store.FindRequirementAsync(run + ".1.1-1-0"));
        }

        Assert.Null(await Store.FindSessionAsync("s"));
        Assert.Null(await Store.FindSessionStateAsync("s"));
        Assert.Empty(await Store.ListSessionTurnsAsync("s", null, 10));
        Assert.Equal(["other"], (await Store.ListSessionsAsync(10, null)).Items.Select(session => session.SessionId));
        Assert.Equal(["r2"], (await Store.ListRunsAsync(new RunQuery())).Items.Select(run => run.RunId));
        Assert.Equal(["r2.1.1-1-0"], (await Store.ListRequirementsAsync(
            new RequirementQuery())).Items.Select(asked => asked.RequirementId));
    }

    [Fact]
    public async Task DeleteSession_OthersRuns_StayWhole()
    {
        await FillAsync("r1", "s", RunStatus.Completed);
        await FillAsync("r2", "other", RunStatus.Completed);

        await Store.DeleteSessionAsync("s");

        Assert.Equal(
        [
            new string('p', 100),
            new string('m', 100)
        ], (await Store.ListRunMessagesAsync("r2")).Select(message => message.Text));
        Assert.Equal(3, (await Store.ListMemberRunsAsync("r2")).Count);
        Assert.Single(await Store.ListSessionTurnsAsync("other", null, 10));
    }

    [Theory]
    [InlineData(RunStatus.Pending)]
    [InlineData(RunStatus.Running)]
    [InlineData(RunStatus.Paused)]
    public async Task DeleteSession_ARunHasNotEnded_RemovesNothing(RunStatus status)
    {
        await FillAsync("r1", "s", RunStatus.Completed);
        await Store.CreateRunAsync(TestRun.Of("r2", session: "s", status: status), null);
        await FillAsync("r3", "s", RunStatus.Completed);

        var deletion = (await Store.DeleteSessionAsync("s"))!;

        Assert.Equal(["r2"], deletion.Unfinished);
        Assert.Empty(deletion.Deleted);
        Assert.Equal(["r1", "r2", "r3"], (await Store.FindSessionAsync("s"))!.RunIds);
        Assert.Equal(3, (await Store.ListMemberRunsAsync("r1")).Count);
    }

    [Fact]
    public async Task DeleteSession_UnknownOrDeletedBefore_IsNull()
    {
        await FillAsync("r1", "s", RunStatus.Completed);
        await Store.DeleteSessionAsync("s");

        Assert.Null(await Store.DeleteSessionAsync("s"));
        Assert.Null(await Store.DeleteSessionAsync("none"));
    }

    [Fact]
    public async Task DeleteSession_IdsUsedAnew_ShowNothingOfBefore()
    {
        await FillAsync("r1", "s", RunStatus.Completed);
        await Store.DeleteSessionAsync("s");

        await FillAsync("r1", "s", RunStatus.Running);

        Assert.Equal(RunStatus.Running, (await RunAsync("r1")).Status);
        Assert.Equal(["r1"], (await Store.FindSessionAsync("s"))!.RunIds);
        Assert.Equal(1, (await EventsAsync("r1"))[0].Sequence);
        Assert.Equal(TestEvent.Of("k").Type, (await EventsAsync("r1"))[0].Type);
    }
}
