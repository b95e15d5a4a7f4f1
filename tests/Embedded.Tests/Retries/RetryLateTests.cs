using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.AI;

namespace DurableTeams.Embedded.Tests.Retries;

/// <summary>Retries while a model call of the attempt that failed is still under way.</summary>
public sealed class RetryLateTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);
    private readonly TaskCompletionSource _late = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Outbox _outbox = new();
    private ChatResponse _answer = null!;

    [Fact]
    public async Task LateAnswer_AfterTheRetriedRunEnded_ChangesNothing()
    {
        await using var harness = await ServeAsync(
            Reply.Calls(ToolCall.UpdateState("""{"a":"late"}"""), ToolCall.Of("s", "send", ("text", "late"))));
        Script.For(harness.Chat).WithWaiting("slow", LateAsync).With("slow", Reply.Text("now"));

        var failed = await harness.RunUntilAsync("slow", Limit, "s1");
        Assert.Equal("memberTimeout", failed.Error!.Code);
        var run = await harness.RetryAsync(failed.RunId);
        Assert.Equal((RunStatus.Completed, "now"), (run.Status, run.Output!.Text));
        var before = await RecordAsync(harness, run.RunId);
        _late.SetResult();
        // The host that stops lets what runs come to its end.
        await harness.RestartAsync();

        Assert.Equal(before, await RecordAsync(harness, run.RunId));
        Assert.Equal("{}", (await harness.SessionAsync("s1")).State.ToString());
        Assert.Empty(_outbox.Sent);
    }

    [Fact]
    public async Task LateAnswer_BeforeThatOfTheRetry_IsTheOneThatCounts()
    {
        var second = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var harness = await ServeAsync(Reply.Text("late"));
        Script.For(harness.Chat).WithWaiting("slow", LateAsync).WithWaiting("slow", async _ =>
        {
            await second.Task;
            return Reply.Calls(ToolCall.Of("s", "send", ("text", "second")));
        });

        var failed = await harness.RunUntilAsync("slow", Limit);
        Assert.Equal("memberTimeout", failed.Error!.Code);
        var retried = harness.RetryAsync(failed.RunId);
        await Wait.UntilAsync(() => harness.Chat.AskedOf("slow").Count() == 2);
        _late.SetResult();
        await Wait.UntilAsync(async () => (await harness.Store.ListRunMessagesAsync(
            failed.RunId)).Any(message => message.Turn == 1));
        second.SetResult();
        var run = await retried;

        Assert.Equal((RunStatus.Completed, "late"), (run.Status, run.Output!.Text));
        Assert.Equal((RunStatus.Completed, "late"), (run.Members[0].Status, run.Members[0].Output));
        Assert.Empty(run.Requirements);
        Assert.Empty(_outbox.Sent);
    }

    private async Task<ChatResponse> LateAsync(ChatAsk ask)
    {
        await _late.Task;
        return _answer;
    }

    private async Task<RunHarness> ServeAsync(ChatResponse late)
    {
        _answer = late;
        var team = TestTeam.In(TeamMode.Sequential, TestMember.Of("slow", "send")).WithState("{}")
            .Limit(limits => limits with { MemberTimeout = Limit });
        return await new RunHarness().With(new FakeTimeProvider()).With(_outbox.Send).ServeAsync(team);
    }

    /// <summary>Everything a run recorded.</summary>
    private static async Task<string> RecordAsync(RunHarness harness, string runId) =>
        System.Text.Json.JsonSerializer.Serialize(new
        {
            messages = await harness.Store.ListRunMessagesAsync(runId),
            agents = await harness.Store.ListMemberRunsAsync(runId),
            events = await harness.EventsAsync(runId),
            requirements = (await harness.Store.ListRequirementsAsync(new RequirementQuery(RunId: runId))).Items,
        });
}
