using System.Text.Json;
using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Storage.Records;
using DurableTeams.Tools;
using DurableTeams.Tools.Functions;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Embedded.Tests.Tools;

public sealed class FunctionRunTests
{
    [Fact]
    public async Task Function_InARun_IsToldOfItsCall()
    {
        ToolCallContext? told = null;
        await using var harness = await ServeAsync(() => Told(told = ToolCallContext.Current));

        var run = await harness.RunAsync("Go", "s1");

        Assert.Equal("c=team payer s1 1", run.Output!.Text);
        Assert.Equal((run.RunId, "c", "{}"), (told!.RunId, told.CallId, told.Arguments.GetRawText()));
        Assert.Equal($"{told.MemberRunId}/c", told.IdempotencyKey);
        Assert.Null(ToolCallContext.Current);
    }

    [Fact]
    public async Task When_Predicate_IsAskedOnceForACall()
    {
        var looks = 0;
        await using var harness = await ServeAsync(() => "paid", tool => tool.When(_ => ++looks > 1));

        var run = await harness.RunAsync("Go");

        Assert.Equal(("c=paid", 1), (run.Output!.Text, looks));
    }

    [Fact]
    public async Task Approve_OfOptions_HoldsWithoutATeamFile()
    {
        await using var harness = await ServeAsync(
            () => "paid", tool => tool.Confirmation(allowEdit: true).Expires("24h", OnExpiry.Fail).Quorum(2));

        var paused = await harness.RunAsync("Go");
        var asked = await harness.Store.FindRequirementAsync(Assert.Single(paused.Requirements).RequirementId);
        await harness.DecideAsync(new(asked!.RequirementId, "approve") { By = "ann" });
        var open = await harness.ViewAsync(paused.RunId);
        await harness.DecideAsync(new(asked.RequirementId, "approve") { By = "bob" });
        var run = await harness.RestAsync(paused.RunId);

        Assert.Equal((true, 2, asked.CreatedAt.AddHours(24)), (asked.AllowEdit, asked.Quorum, asked.ExpiresAt));
        Assert.Equal((RunStatus.Paused, "c=paid"), (open.Status, run.Output!.Text));
    }

    [Fact]
    public async Task ExternalExecution_OfOptions_APersonBringsTheResult()
    {
        var made = 0;
        await using var harness = await ServeAsync(() => $"paid {++made}", tool => tool.ExternalExecution());

        var paused = await harness.RunAsync("Go");
        await harness.DecideAsync(new(paused.Requirements[0].RequirementId, "result")
        {
            Result = JsonSerializer.SerializeToElement("paid by hand"),
        });
        var run = await harness.RestAsync(paused.RunId);

        Assert.Equal(("c=paid by hand", 0), (run.Output!.Text, made));
    }

    [Fact]
    public async Task Attempts_TransientFailures_AreTriedThatOften()
    {
        List<int> attempts = [];
        await using var harness = await ServeAsync(
            () =>
            {
                attempts.Add(ToolCallContext.Current!.Attempt);
                return attempts.Count < 3 ? throw new ToolException("busy", transient: true) : "paid";
            },
            tool => tool.Attempts(3));

        var run = await harness.RunAsync("Go");

        Assert.Equal("c=paid", run.Output!.Text);
        Assert.Equal([1, 2, 3], attempts);
    }

    [Fact]
    public async Task Progress_OfARunningCall_IsAnEventBeforeItsEnd()
    {
        var noted = new TaskCompletionSource();
        await using var harness = await ServeAsync(async () =>
        {
            ToolCallContext.Current!.Progress.Report("halfway");
            await noted.Task;
            return "paid";
        });

        var runId = await harness.StartAsync("Go");
        await Wait.UntilAsync(
            "the note is recorded", async () => (await harness.EventsAsync(runId, "ToolCallProgress")).Count > 0);
        noted.SetResult();
        var run = await harness.RestAsync(runId);

        var note = Assert.Single(await harness.EventsAsync(runId, "ToolCallProgress")).Data!.Value;
        Assert.Equal(("halfway", "pay", "c"), (
            note.GetProperty("text").GetString(), note.GetProperty("name").GetString(), note.GetProperty("callId").GetString()));
        Assert.Equal("c=paid", run.Output!.Text);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Host_Stops_RunningFunctionIsToldAndMadeAgainOrAsked(bool repeatable)
    {
        var calls = 0;
        var (begun, cancelled) = (new TaskCompletionSource(), new TaskCompletionSource());
        var harness = new RunHarness().With(services => services.AddSingleton(new StopGrace(TimeSpan.Zero)));
        await using var serving = await ServeAsync(
            async (CancellationToken token) =>
            {
                if (++calls > 1) return "paid";
                begun.SetResult();
                using var registration = token.Register(() => cancelled.TrySetResult());
                await Task.Delay(Timeout.Infinite, token);
                return "";
            },
            tool => tool.Repeatable(repeatable), harness);

        var runId = await harness.StartAsync("Go");
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await harness.RestartAsync(() => { });
        var run = await harness.RestAsync(runId);

        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30));
        if (repeatable) Assert.Equal(("c=paid", 2), (run.Output!.Text, calls));
        else Assert.Equal((RequirementKind.UnknownOutcome, 1), (Assert.Single(run.Requirements).Kind, calls));
    }

    private static string Told(ToolCallContext? call) => $"{call!.TeamId} {call.MemberId} {call.SessionId} {call.Attempt}";

    private static async Task<RunHarness> ServeAsync(
        Delegate pay, Action<ToolOptions>? configure = null, RunHarness? harness = null)
    {
        harness = (harness ?? new RunHarness()).With(AIFunctionFactory.Create(pay, "pay", "Pays"), configure);
        harness.Chat.Answer = ask => Task.FromResult(
            ask.Turn == 1 ? Reply.Calls(ToolCall.Of("c", "pay")) : Reply.Text(ask.Last));
        return await harness.ServeAsync(TestTeam.In(TeamMode.Sequential, TestMember.Of("payer", "pay")));
    }
}
