using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Sessions;

public sealed class StateTests
{
    [Fact]
    public async Task UpdateState_OneMemberAfterTheOther_TheNextSeesItInItsPrompt()
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.In(TeamMode.Sequential, TestMember.Of(
            "one"), TestMember.Of("two")).WithState("""{"a":1,"b":2}""", inPrompt: true));
        Script.For(harness.Chat).With("one", Reply.Calls(ToolCall.UpdateState("""{"a":null,"c":{"d":3}}""")), Reply.Text("1"))
            .With("two", Reply.Text("2"));

        var run = await harness.RunAsync("Go", "s1");

        var (one, two) = (harness.Chat.Asked[0], harness.Chat.Asked[^1]);
        Assert.Equal(["update_session_state"], one.Tools);
        Assert.EndsWith("""Session state: {"a":1,"b":2}""", one.System, StringComparison.Ordinal);
        Assert.Equal("state=Kept: a, c.", harness.Chat.Asked[1].Last);
        Assert.EndsWith("""Session state: {"b":2,"c":{"d":3}}""", two.System, StringComparison.Ordinal);
        Assert.Equal("""{"b":2,"c":{"d":3}}""", run.State.ToString());
    }

    [Fact]
    public async Task UpdateState_TwiceInOneTurnAndAgain_AppliesInTheirOrder()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Sequential, TestMember.Of("one")).WithState("{}"));
        Script.For(harness.Chat).With(
            "one", Reply.Calls(ToolCall.UpdateState("""{"a":1,"b":1}"""), ToolCall.UpdateState("""{"a":null,"c":1}""")),
            Reply.Calls(ToolCall.UpdateState("""{"c":2}""")), Reply.Text("1"));

        var run = await harness.RunAsync("Go");

        Assert.Equal("""{"b":1,"c":2}""", run.State.ToString());
    }

    [Fact]
    public async Task UpdateState_ByTheLeader_IsSeenByTheMemberItDelegatesToInTheSameTurn()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Coordinate, TestMember.Of("one")).WithState("{}", inPrompt: true));
        Script.For(harness.Chat).With("leader", Reply.Calls(ToolCall.UpdateState("""{"a":1}"""), ToolCall.Delegate(
            "d", "one", "x")), Reply.Text("ok")).With("one", Reply.Text("1"));

        var run = await harness.RunAsync("Go");

        Assert.EndsWith(
            """Session state: {"a":1}""", Assert.Single(harness.Chat.AskedOf("one")).System, StringComparison.Ordinal);
        Assert.Equal(["delegate_task_to_member", "update_session_state"], harness.Chat.Asked[0].Tools);
        Assert.Equal("""{"a":1}""", run.State.ToString());
    }

    [Fact]
    public async Task UpdateState_ByParallelMembers_MergesInMemberOrderWhoeverEndsFirst()
    {
        var twoDone = new TaskCompletionSource();
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Broadcast, TestMember.Of("one"), TestMember.Of("two")).WithState("{}"));
        Script.For(harness.Chat)
            .With("leader", Reply.Calls(ToolCall.DelegateToAll("x")), Reply.Text("ok"))
            .With("one", Reply.Calls(ToolCall.UpdateState("""{"who":"one","one":1}""")))
            .WithWaiting("one", async _ =>
            {
                await twoDone.Task.WaitAsync(TimeSpan.FromSeconds(30));
                return Reply.Text("1");
            })
            .With("two", Reply.Calls(ToolCall.UpdateState("""{"who":"two","two":2}""")), Reply.Text("2"));

        var runId = await harness.StartAsync("Go");
        var half = await harness.UntilAsync(runId, run => run.Members.Any(member => member.Output == "2"));
        Assert.Equal("{}", half.State.ToString());
        twoDone.SetResult();
        var run = await harness.RestAsync(runId);

        Assert.Equal("""{"who":"two","one":1,"two":2}""", run.State.ToString());
    }

    [Fact]
    public async Task UpdateState_InNestedTeamsThatWorkInParallel_IsAppliedOnceAllAreDone()
    {
        var release = new TaskCompletionSource();
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Broadcast, TestMember.Nested("inner"), TestMember.Of("busy")).WithState("{}"),
            TestTeam.Inner("inner", TeamMode.Coordinate, TestMember.Of("worker")).WithState("{}"));
        Script.For(harness.Chat)
            .With("leader", Reply.Calls(ToolCall.DelegateToAll("x")), Reply.Text("ok"))
            .With("inner", Reply.Calls(
                ToolCall.UpdateState("""{"who":"inner","inner":1}"""), ToolCall.Delegate("d", "worker", "y")), Reply.Text("i"))
            .With("worker", Reply.Calls(ToolCall.UpdateState("""{"who":"worker","worker":1}""")), Reply.Text("w"))
            .With("busy", Reply.Calls(ToolCall.UpdateState("""{"who":"busy","busy":1}""")))
            .WithWaiting("busy", async _ =>
            {
                await release.Task;
                return Reply.Text("b");
            });

        var runId = await harness.StartAsync("Go");
        var half = await harness.UntilAsync(runId, run => run.Members.Any(member => member.Output == "i"));
        Assert.Equal("{}", half.State.ToString());
        release.SetResult();
        var run = await harness.RestAsync(runId);

        var state = run.State!.Value;
        Assert.Equal("busy", state.GetProperty("who").GetString());
        Assert.Equal(["busy", "inner", "who", "worker"], state.EnumerateObject().Select(property => property.Name).Order());
    }

    [Fact]
    public async Task UpdateState_MemberFailsAfterIt_TheChangeIsKept()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Sequential, TestMember.Of("one")).WithState("{}"));
        Script.For(harness.Chat).With("one", Reply.Calls(ToolCall.UpdateState("""{"a":1}""")), Reply.Failure);

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Failed, """{"a":1}"""), (run.Status, run.State.ToString()));
    }

    [Fact]
    public async Task UpdateState_NoObject_IsToldAndNothingChanges()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Sequential, TestMember.Of("one")).WithState("""{"a":1}"""));
        Script.For(harness.Chat).With("one", Reply.Calls(ToolCall.UpdateState("[1]")), Reply.Text("1"));

        var run = await harness.RunAsync("Go");

        Assert.Equal("state=Error: update_session_state takes a JSON object with an object, patch.", harness.Chat.Asked[^1].Last);
        Assert.Equal("""{"a":1}""", run.State.ToString());
    }

    [Fact]
    public async Task UpdateState_TeamDeclaresNoState_IsNoTool()
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.In(TeamMode.Sequential, TestMember.Of("one")));
        Script.For(harness.Chat).With("one", Reply.Calls(ToolCall.UpdateState("""{"a":1}""")), Reply.Text("1"));

        var run = await harness.RunAsync("Go");

        Assert.Empty(harness.Chat.Asked[0].Tools);
        Assert.Equal("state=Error: There is no tool 'update_session_state'. You have no tools.", harness.Chat.Asked[^1].Last);
        Assert.Null(run.State);
    }

    [Fact]
    public async Task State_NextRunOfTheSession_StartsWithItAndAnotherSessionDoesNot()
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.In(TeamMode.Sequential, TestMember.Of("one"))
            .WithState("""{"a":1}""", inPrompt: true).Remembering(HistoryScope.None));
        Script.For(harness.Chat)
            .With("one", Reply.Calls(ToolCall.UpdateState("""{"a":2}""")), Reply.Text("1"), Reply.Text("2"), Reply.Text("3"));

        await harness.RunAsync("Go", "s1");
        await harness.RestartAsync();
        await harness.RunAsync("Go", "s1");
        await harness.RunAsync("Go", "s2");

        Assert.EndsWith("""Session state: {"a":2}""", harness.Chat.Asked[2].System, StringComparison.Ordinal);
        Assert.EndsWith("""Session state: {"a":1}""", harness.Chat.Asked[3].System, StringComparison.Ordinal);
        Assert.Equal("""{"a":2}""", (await harness.SessionAsync("s1")).State.ToString());
    }
}
