using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Errors;
using DurableTeams.Services;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Sessions;

public sealed class SessionDeletionTests
{
    private readonly Outbox _outbox = new();

    [Fact]
    public async Task Delete_UnknownSession_Is404()
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.In(TeamMode.Sequential, TestMember.Of("one")));

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

    [Fact]
    public async Task Delete_RunsOfNestedTeams_TakesEveryInstanceOfTheirsAndNoOther()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Sequential, TestMember.Nested("outer"), TestMember.Of("last")),
            TestTeam.Inner("outer", TeamMode.Broadcast, TestMember.Of("one"), TestMember.Nested("inner")),
            TestTeam.Inner("inner", TeamMode.Sequential, TestMember.Of("two")));
        harness.Chat.Answer = ask => Task.FromResult(
            ask is { Agent: "outer", Turn: 1 } ? Reply.Calls(ToolCall.DelegateToAll("x")) : Reply.Text("done"));

        var (gone, kept) = (await harness.RunAsync("Go", "s1"), await harness.RunAsync("Go", "s2"));
        await harness.EndAsync(kept.RunId);
        var before = await harness.InstancesAsync();
        Assert.Equal(["", ".1", ".1.1", ".1.2", ".1.2.1", ".2"], Of(before, gone));
        await harness.DeleteSessionAsync("s1");

        var after = await harness.InstancesAsync();
        Assert.Empty(Of(after, gone));
        Assert.Equal(Of(before, kept), Of(after, kept));

        static IEnumerable<string> Of(IReadOnlyList<string> instances, RunView run) => instances
            .Where(id => id.StartsWith(run.RunId, StringComparison.Ordinal)).Select(id => id[run.RunId.Length..])
                .Order(StringComparer.Ordinal);
    }

    private async Task<RunHarness> ServeAsync()
    {
        var harness = await new RunHarness().With(_outbox.Send)
            .ServeAsync(TestTeam.In(TeamMode.Sequential, TestMember.Of("one", "send")).WithState("""{"a":1}"""));
        Script.For(harness.Chat).With("one", Reply.Calls(
            ToolCall.UpdateState("""{"a":2}"""), ToolCall.Of("s", "send", ("text", "hello"))), Reply.Text("1"), Reply.Text("2"));
        return harness;
    }
}
