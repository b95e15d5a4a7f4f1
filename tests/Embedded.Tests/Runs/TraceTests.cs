using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Approvals;
using DurableTeams.Storage.Records;
using DurableTeams.Telemetry;

namespace DurableTeams.Embedded.Tests.Runs;

public sealed class TraceTests
{
    [Fact]
    public async Task Trace_OneMemberSpawnedTwiceAndTheSecondEndsFirst_EachHasItsOwnCallsAndTokens()
    {
        var second = new TaskCompletionSource();
        await using var harness = await new RunHarness().ServeAsync(TestTeam.Of(TestMember.Of("thinker")));
        harness.Chat.Answer = async ask =>
        {
            if (ask.Agent == "leader")
                return ask.Turn == 1
                    ? Reply.Calls(ToolCall.Delegate("a", "thinker", "slow"), ToolCall.Delegate("b", "thinker", "fast"))
                    : Reply.Text("done");
            if (ask.Last == "slow") await second.Task;
            else second.TrySetResult();
            return Reply.Text($"{ask.Last} thought");
        };

        var run = await harness.RunAsync("Go");
        var trace = await harness.TraceAsync(run.RunId);

        Assert.Equal(run.TraceId, trace.TraceId);
        Assert.Equal("invoke_agent Team", trace.Root.Name);
        Assert.Equal(
            ["chat", "invoke_agent thinker", "invoke_agent thinker", "chat"], trace.Root.Children.Select(span => span.Name));
        var members = trace.Root.Children.Where(span => span.Name == "invoke_agent thinker").ToList();
        Assert.Equal([1, 2], members.Select(span => (int)span.Attributes["durableteams.spawn"]).Order());
        Assert.All(members, member => Assert.Equal(member.SpanId, Assert.Single(member.Children).ParentSpanId));
        Assert.Equal(run.Usage.InputTokens, Spans(trace.Root).Where(span => span.Name == "chat")
            .Sum(span => (long)span.Attributes["gen_ai.usage.input_tokens"]));
        Assert.Equal(Spans(trace.Root).Count(), Spans(trace.Root).Select(span => span.SpanId).Distinct().Count());
    }

    [Fact]
    public async Task Trace_GatedCallAndARestart_OneTreeWithTheWaitAndTheToolBelowTheirMember()
    {
        var tool = new GatedTool(new ToolDefinition { Approval = ApprovalKind.Confirmation });
        await using var harness = await tool.ServeAsync();

        var paused = await harness.RunAsync("Go");
        var before = await harness.TraceAsync(paused.RunId);
        await harness.RestartAsync();
        await harness.DecideAsync(paused.Requirements[0].RequirementId, "approve");
        var run = await harness.RestAsync(paused.RunId);
        var trace = await harness.TraceAsync(run.RunId);

        Assert.Null(before.Root.EndTime);
        var member = Assert.Single(trace.Root.Children, span => span.Name == "invoke_agent payer");
        Assert.Equal(["chat", "await_decision pay", "execute_tool pay", "chat"], member.Children.Select(span => span.Name));
        Assert.Equal("approve", member.Children[1].Attributes["durableteams.decision"]);
        Assert.All(Spans(trace.Root), span => Assert.True(span.EndTime >= span.StartTime));
        Assert.Subset(Spans(trace.Root).Select(span => span.SpanId).ToHashSet(), Spans(before.Root).Select(span => span.SpanId)
            .ToHashSet());
    }

    [Fact]
    public async Task Trace_RetriedRun_OneTreeOfBothAttempts()
    {
        var fails = true;
        await using var harness = await new RunHarness().ServeAsync(TestTeam.Of(TestMember.Of(
            "thinker")) with { Retry = new RetryDefinition { Model = new RetrySetting(1, TimeSpan.FromSeconds(1)) } });
        harness.Chat.Answer = ask => ask.Agent == "leader"
            ? Task.FromResult(ask.Turn == 1 ? Reply.Calls(ToolCall.Delegate("a", "thinker", "think")) : Reply.Text("done"))
            : fails ? throw new InvalidOperationException("no") : Task.FromResult(Reply.Text("thought"));
        var failed = await harness.RunAsync("Go");
        fails = false;

        var run = await harness.RetryAsync(failed.RunId);
        var trace = await harness.TraceAsync(run.RunId);

        Assert.Equal((RunStatus.Completed, "ok"), (run.Status, trace.Root.Status));
        Assert.Equal(["chat", "invoke_agent thinker", "invoke_agent Team"], trace.Root.Children.Select(span => span.Name));
        var again = trace.Root.Children[2];
        Assert.Equal(["invoke_agent thinker", "chat"], again.Children.Select(span => span.Name));
        Assert.Equal("error", Assert.Single(trace.Root.Children[1].Children).Status);
        Assert.Equal(Spans(trace.Root).Count(), Spans(trace.Root).Select(span => span.SpanId).Distinct().Count());
        Assert.All(Spans(trace.Root), span => Assert.NotNull(span.EndTime));
    }

    private static IEnumerable<SpanView> Spans(SpanView span) => span.Children.SelectMany(Spans).Prepend(span);
}
