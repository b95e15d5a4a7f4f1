using DurableTeams.Contracts;
using DurableTeams.Runs.Orchestrators;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.AI;

namespace DurableTeams.Embedded.Tests.Runs;

/// <summary>
/// What counts against <c>memberTimeout</c> and <c>teamTimeout</c>: the time in which models and tools work, and nothing else.
/// </summary>
public sealed class WorkTimeTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);
    private static readonly RunPlan Plan = new() { CountsSteps = true };
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Add_StepsSideBySide_CountAsLongAsTheLongest()
    {
        var time = Of(10_000);

        foreach (var workedMs in new long[] { 4000, 1000, 3000 }) time.Add(TimeSpan.Zero, workedMs);

        Assert.Equal((4000, 6000), (time.SpentMs, time.LeftMs));
    }

    [Fact]
    public void Add_StepsOneAfterAnother_CountTogether()
    {
        var time = Of(10_000);

        for (var step = 0; step < 3; step++) time.Add(time.Spent, 4000);

        Assert.Equal((12_000, 0, true), (time.SpentMs, time.LeftMs, time.IsOver));
    }

    [Theory]
    [InlineData(9_999, true)]
    [InlineData(10_000, false)]
    public void TryWait_OnlyWhereTimeIsLeftAfterIt(int waitMs, bool expected) =>
        Assert.Equal(expected, Of(10_000).TryWait(TimeSpan.FromMilliseconds(waitMs)));

    /// <summary>
    /// A model call of the leader, a model call of a member and a tool call are each in flight while nobody is there for longer
    /// than every limit.
    /// </summary>
    [Theory]
    [InlineData("leader")]
    [InlineData("worker")]
    [InlineData("tool")]
    public async Task Crash_LongerThanEveryLimitInTheMiddleOfAStep_TheRunCompletes(string step)
    {
        var reached = new TaskCompletionSource();
        var never = new TaskCompletionSource<string>();
        var first = 0;
        Task<string> HangsOnce() => Interlocked.Increment(ref first) > 1 ? Task.FromResult("done") : Reached();
        Task<string> Reached()
        {
            reached.SetResult();
            return never.Task;
        }

        async Task<ChatResponse> At(string here, ChatResponse answer)
        {
            if (step == here) await HangsOnce();
            return answer;
        }

        var team = TestTeam.Of(TestMember.Of("worker", "look"));
        var limits = team.Limits with { MemberTimeout = Limit, TeamTimeout = Limit };
        await using var harness = await new RunHarness().With(_clock)
            .With(AIFunctionFactory.Create(() => step == "tool" ? HangsOnce() : Task.FromResult("seen"), "look", "Looks"))
            .ServeAsync(team with { Limits = limits });
        harness.Chat.Answer = ask => (ask.Agent, ask.Turn) switch
        {
            ("leader", 1) => At("leader", Reply.Calls(ToolCall.Delegate("a", "worker", "x"))),
            ("worker", 1) => At("worker", Reply.Calls(ToolCall.Of("c", "look"))),
            _ => Task.FromResult(Reply.Text("end")),
        };

        var runId = await harness.StartAsync("Go");
        await reached.Task.WaitAsync(Wait.Deadline);
        await harness.CrashAsync(() => _clock.Advance(Limit * 2));
        var run = await harness.RestAsync(runId);

        Assert.Equal((RunStatus.Completed, "end"), (run.Status, run.Output!.Text));
    }

    [Fact]
    public async Task OutOfTime_OfAnAttemptBefore_EndsNothingInTheRetriedRun()
    {
        var first = new TaskCompletionSource<ChatResponse>();
        var second = new TaskCompletionSource<ChatResponse>();
        var team = TestTeam.Of(TestMember.Of("quick"), TestMember.Of("slow"));
        await using var harness = await new RunHarness().With(_clock)
            .ServeAsync(team with { Limits = team.Limits with { TeamTimeout = Limit } });
        var asked = 0;
        harness.Chat.Answer = ask => ask.Agent switch
        {
            "leader" when ask.Turn == 1 => Task.FromResult(Reply.Calls(ToolCall.Delegate("b", "slow", "y"))),
            "slow" => (asked++ == 0 ? first : second).Task,
            _ => Task.FromResult(Reply.Text(ask.Last)),
        };

        var failed = await harness.RunUntilAsync("slow", Limit);
        await harness.RetryStartAsync(failed.RunId);
        await Wait.UntilAsync(() => Volatile.Read(ref asked) == 2);
        second.SetResult(Reply.Text("in time"));
        var run = await harness.RestAsync(failed.RunId);
        first.SetResult(Reply.Text("late"));

        Assert.Equal("teamTimeout", failed.Error!.Code);
        Assert.Equal((RunStatus.Completed, "b=in time"), (run.Status, run.Output!.Text));
    }

    private static WorkTime Of(long budgetMs) => new(null!, TimeSpan.FromMilliseconds(budgetMs), Plan);
}
