using System.Diagnostics.Metrics;
using DurableTeams.Definitions;
using DurableTeams.Models;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.AI;

namespace DurableTeams.Embedded.Tests.Runs;

public sealed class MetricTests
{
    private readonly string _id = $"measured-{Guid.NewGuid():n}";

    private TeamDefinition Own(params MemberDefinition[] members) => TestTeam.Of(members) with
    {
        Id = _id,
        Models = new(StringComparer.Ordinal) { ["test"] = new ModelDefinition { Provider = "test", Model = _id } }
    };

    private Measured Listen() => new("durableteams.team.id", _id);

    [Fact]
    public async Task Runs_PausedAcrossACrash_CountEachChangeOnce()
    {
        using var measured = Listen();
        var tool = AIFunctionFactory.Create(() => "sent", "send");
        await using var harness = await new RunHarness().With(tool).ServeAsync(Own(TestMember.Of("sender", "send")) with
        {
            Tools = new(StringComparer.Ordinal) { ["send"] = new ToolDefinition { Approval = ApprovalKind.Confirmation } },
        });
        harness.Chat.Answer = ask => Task.FromResult((ask.Agent, ask.Turn) switch
        {
            ("sender", 1) => Reply.Calls(ToolCall.Of("c", "send")),
            ("sender", _) => Reply.Text("Sent."),
            (_, 1) => Reply.Calls(ToolCall.Delegate("a", "sender", "Send it")),
            _ => Reply.Text("Done."),
        });
        var paused = await harness.RunAsync("Go");
        // Told once it is durable, and so seen a moment before.
        await Wait.UntilAsync(() => measured.Runs == "paused:1 started:1");

        await harness.CrashAsync();
        Assert.Equal(RunStatus.Completed, (await harness.ApproveAllAsync(paused)).Status);
        Assert.Equal("completed:1 paused:1 started:1", measured.Runs);
    }

    [Fact]
    public async Task Runs_FailedAndRetried_StartAndEndOnceMore()
    {
        using var measured = Listen();
        await using var harness = await new RunHarness().ServeAsync(Own(TestMember.Of("sender")));
        harness.Chat.Answer = _ => throw new ModelException("No.", transient: false);
        var failed = await harness.RunAsync("Go");
        Assert.Equal("failed:1 started:1", measured.Runs);

        harness.Chat.Answer = _ => Task.FromResult(Reply.Text("Done."));
        await harness.RetryAsync(failed.RunId);
        Assert.Equal("completed:1 failed:1 started:2", measured.Runs);
    }

    [Fact]
    public async Task Runs_Cancelled_AreCounted()
    {
        using var measured = Listen();
        var asked = new TaskCompletionSource();
        await using var harness = await new RunHarness().ServeAsync(Own(TestMember.Of("sender")));
        var answer = new TaskCompletionSource<ChatResponse>();
        harness.Chat.Answer = _ =>
        {
            asked.TrySetResult();
            return answer.Task;
        };
        var runId = await harness.StartAsync("Go");
        await asked.Task;
        await harness.CancelAsync(runId);
        await harness.RestAsync(runId);
        answer.SetResult(Reply.Text("Too late."));
        Assert.Equal("cancelled:1 started:1", measured.Runs);
    }

    [Fact]
    public async Task ModelCalls_OneFailsAndIsTriedAgain_TellTokensTimesAndTheError()
    {
        using var measured = new Measured("gen_ai.request.model", _id);
        await using var harness = await new RunHarness().ServeAsync(Own(TestMember.Of("sender")));
        harness.Chat.Answer = _ =>
        {
            if (harness.Chat.Asked.Count == 1) throw new ModelException("Busy.", transient: true, 503);
            var answer = Reply.Text("Done.");
            answer.ModelId = "model-of-today";
            return Task.FromResult(answer);
        };
        await harness.RunAsync("Go");

        var tokens = measured.Of("gen_ai.client.token.usage");
        Assert.Equal([("input", 10), ("output", 5)], tokens.Select(item => (item.Tags["gen_ai.token.type"], item.Number)));
        Assert.All(tokens, item => Assert.Equal(("{token}", "chat", "test", "model-of-today"), (
            item.Instrument.Unit, item.Tags["gen_ai.operation.name"], item.Tags["gen_ai.provider.name"],
            item.Tags["gen_ai.response.model"])));
        var times = measured.Of("gen_ai.client.operation.duration");
        Assert.Equal(["503", null], times.Select(item => item.Tags.GetValueOrDefault("error.type")));
        Assert.All(times, item => Assert.Equal("s", item.Instrument.Unit));
        Assert.Equal(1, Assert.IsType<Histogram<long>>(tokens[0].Instrument).Advice!.HistogramBucketBoundaries![0]);
        Assert.Equal(81.92, Assert.IsType<Histogram<double>>(times[0].Instrument).Advice!.HistogramBucketBoundaries![^1]);
    }
}
