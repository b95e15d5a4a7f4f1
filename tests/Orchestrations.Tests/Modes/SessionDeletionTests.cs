using DurableTeams.Definitions;
using DurableTeams.Orchestrations.Tests.Runs;
using DurableTeams.Runs;
using DurableTeams.Storage;
using static DurableTeams.Orchestrations.Tests.Modes.ModeTeams;
using static DurableTeams.Orchestrations.Tests.Modes.Script;
using static DurableTeams.Orchestrations.Tests.Runs.RunHarness;
using static DurableTeams.Orchestrations.Tests.Runs.TestChat;

namespace DurableTeams.Orchestrations.Tests.Modes;

public sealed class SessionDeletionTests
{
    private readonly Outbox _outbox = new();

    [Fact]
    public async Task Delete_UnknownSession_Is404()
    {
        await using var harness = await new RunHarness().ServeAsync(In(TeamMode.Sequential, Member("one")));

        var unknown = await Assert.ThrowsAsync<ApiException>(() => harness.DeleteSessionAsync("s1"));

        Assert.Equal(404, unknown.Status);
    }

    [Fact]
    public async Task Delete_RunUnfinished_Is409AndNothingIsGone()
    {
        await using var harness = await ServeAsync();

        var paused = await harness.RunAsync("Go", "s1");
        var conflict = await Assert.ThrowsAsync<ApiException>(() => harness.DeleteSessionAsync("s1"));

        Assert.Equal((409, "sessionInUse"), (conflict.Status, conflict.Code));
        await harness.DecideAsync(Assert.Single(paused.Requirements).RequirementId, "approve");
        Assert.Equal(RunStatus.Completed, (await harness.RestAsync(paused.RunId)).Status);
    }

    [Fact]
    public async Task Delete_RunsEnded_EverythingIsGoneAndTheIdStartsAnew()
    {
        await using var harness = await ServeAsync();

        var paused = await harness.RunAsync("Go", "s1");
        var requirementId = Assert.Single(paused.Requirements).RequirementId;
        await harness.DecideAsync(requirementId, "approve");
        await harness.RestAsync(paused.RunId);
        await harness.DeleteSessionAsync("s1");

        var gone = await Assert.ThrowsAsync<ApiException>(() => harness.ViewAsync(paused.RunId));
        var sessionGone = await Assert.ThrowsAsync<ApiException>(() => harness.SessionAsync("s1"));
        Assert.Equal((404, 404), (gone.Status, sessionGone.Status));
        Assert.Null(await harness.Store.FindRequirementAsync(requirementId));
        Assert.Empty(await harness.EventsAsync(paused.RunId));
        Assert.Empty(await harness.Store.ListRunMessagesAsync(paused.RunId));
        var again = await harness.RunAsync("Again", "s1");
        Assert.Equal("""{"a":1}""", again.State.ToString());
        Assert.Equal(["user: Again"], harness.Chat.Asked[^1].Said);
    }

    private async Task<RunHarness> ServeAsync()
    {
        var harness = await new RunHarness().With(_outbox.Send).ServeAsync(In(TeamMode.Sequential, Member("one", "send")).WithState("""{"a":1}"""));
        For(harness).With("one", Makes(UpdateState("""{"a":2}"""), Call("s", "send", ("text", "hello"))), Says("1"), Says("2"));
        return harness;
    }
}
