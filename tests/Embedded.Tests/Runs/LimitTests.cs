using DurableTeams.Definitions;
using DurableTeams.Models;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.AI;

namespace DurableTeams.Embedded.Tests.Runs;

public sealed class LimitTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task MaxSteps_LeaderNeverAnswers_FailsWithThatCode()
    {
        var team = TestTeam.Of(TestMember.Of("worker"));
        await using var harness = await new RunHarness().ServeAsync(team with { Limits = team.Limits with { MaxSteps = 3 } });
        harness.Chat.Answer = ask => Task.FromResult(
            ask.Agent == "leader" ? Reply.Calls(ToolCall.Delegate("a", "worker", "again")) : Reply.Text("done"));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Failed, "maxSteps"), (run.Status, run.Error!.Code));
        Assert.Equal(3, harness.Chat.AskedOf("leader").Count());
        Assert.Equal(3, run.Members.Count);
        Assert.Equal("RunFailed", (await harness.EventsAsync(run.RunId))[^1].Type);
    }

    [Fact]
    public async Task MaxTokens_UsedUp_FailsBeforeTheNextModelCall()
    {
        var team = TestTeam.Of(TestMember.Of("worker"));
        await using var harness = await new RunHarness().ServeAsync(team with { Limits = team.Limits with { MaxTokens = 30 } });
        harness.Chat.Answer = ask => Task.FromResult(
            ask.Agent == "leader" ? Reply.Calls(ToolCall.Delegate("a", "worker", "again")) : Reply.Text("done"));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Failed, "maxTokens"), (run.Status, run.Error!.Code));
        Assert.Equal(2, harness.Chat.Asked.Count);
    }

    [Fact]
    public async Task MemberTimeout_ModelDoesNotAnswer_FailsTheRunAndNamesTheMember()
    {
        var never = new TaskCompletionSource<ChatResponse>();
        var team = TestTeam.Of(TestMember.Of("quick"), TestMember.Of("slow"));
        await using var harness = await new RunHarness().With(_clock)
            .ServeAsync(team with { Limits = team.Limits with { MemberTimeout = Limit } });
        harness.Chat.Answer = ask => ask.Agent switch
        {
            "leader" => Task.FromResult(Reply.Calls(ToolCall.Delegate("a", "quick", "x"), ToolCall.Delegate("b", "slow", "y"))),
            "slow" => never.Task,
            _ => Task.FromResult(Reply.Text("done")),
        };

        var runId = await harness.StartAsync("Go");
        await harness.UntilAsync(runId, run => run.Members is [{ Status: RunStatus.Completed }, _]);
        await Wait.UntilAsync(() => harness.Chat.AskedOf("slow").Any());
        _clock.Advance(Limit);
        var run = await harness.RestAsync(runId);
        never.SetResult(Reply.Text("late"));

        Assert.Equal((RunStatus.Failed, "memberTimeout", "slow"), (run.Status, run.Error!.Code, run.Error.MemberId));
        Assert.Equal((RunStatus.Completed, "done"), (run.Members[0].Status, run.Members[0].Output));
        Assert.Equal((RunStatus.Failed, "memberTimeout"), (run.Members[1].Status, run.Members[1].Error!.Code));
    }

    [Fact]
    public async Task MemberTimeout_TellLeader_TheLeaderIsToldAndAnswers()
    {
        var never = new TaskCompletionSource<ChatResponse>();
        var team = TestTeam.Of(TestMember.Of("slow"));
        await using var harness = await new RunHarness().With(_clock).ServeAsync(team with
        {
            OnMemberFailure = MemberFailurePolicy.TellLeader,
            Limits = team.Limits with { MemberTimeout = Limit },
        });
        harness.Chat.Answer = ask => (ask.Agent, ask.Turn) switch
        {
            ("leader", 1) => Task.FromResult(Reply.Calls(ToolCall.Delegate("a", "slow", "y"))),
            ("leader", _) => Task.FromResult(Reply.Text(ask.Last)),
            _ => never.Task,
        };

        var run = await harness.RunUntilAsync("slow", Limit);
        never.SetResult(Reply.Text("late"));

        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.Equal("a=Error: Member 'slow' of team 'team' did not finish within 2s (limits.memberTimeout).", run.Output!.Text);
    }

    [Fact]
    public async Task TeamTimeout_LeaderDoesNotAnswer_FailsWithThatCodeAndStopsItsMembers()
    {
        var never = new TaskCompletionSource<ChatResponse>();
        var team = TestTeam.Of(TestMember.Of("slow"));
        await using var harness = await new RunHarness().With(_clock)
            .ServeAsync(team with { Limits = team.Limits with { TeamTimeout = Limit } });
        harness.Chat.Answer = ask => ask.Agent == "leader"
            ? Task.FromResult(Reply.Calls(ToolCall.Delegate("a", "slow", "y")))
            : never.Task;

        var run = await harness.RunUntilAsync("slow", Limit);
        never.SetResult(Reply.Text("late"));

        Assert.Equal((RunStatus.Failed, "teamTimeout"), (run.Status, run.Error!.Code));
        Assert.Equal(RunStatus.Cancelled, Assert.Single(run.Members).Status);
    }

    [Fact]
    public async Task ModelRetry_ProviderRecovers_RunCompletes()
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.Of(TestMember.Of("worker")));
        var calls = 0;
        harness.Chat.Answer = _ => ++calls < 3
            ? throw new ModelException("busy", transient: true)
            : Task.FromResult(Reply.Text("at last"));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, "at last", 3), (run.Status, run.Output!.Text, calls));
        Assert.Equal(1, run.Usage.ModelCalls);
    }

    [Theory]
    [InlineData(true, 3)]
    [InlineData(false, 1)]
    public async Task ModelRetry_ProviderKeepsFailing_FailsTheMemberRunAfterItsAttempts(bool transient, int attempts)
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.Of(TestMember.Of("worker")));
        harness.Chat.Answer = ask => ask.Agent == "leader"
            ? Task.FromResult(Reply.Calls(ToolCall.Delegate("a", "worker", "x")))
            : throw new ModelException("out of order", transient);

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Failed, "modelFailed", "worker"), (run.Status, run.Error!.Code, run.Error.MemberId));
        Assert.Contains("out of order", run.Error.Message, StringComparison.Ordinal);
        Assert.Equal(attempts, harness.Chat.AskedOf("worker").Count());
    }
}
