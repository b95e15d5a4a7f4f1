using DurableTeams.Definitions;
using DurableTeams.Models;
using DurableTeams.Storage.Records;
using DurableTeams.Telemetry;
using Microsoft.Extensions.AI;

namespace DurableTeams.Embedded.Tests.Runs;

/// <summary>What a program brings by name, a chat client or an agent, is looked up by each process of a run anew.</summary>
public sealed class OwnModelTests
{
    private const string Gone = "No chat client of the name 'fast' is registered; there are none.";

    private static readonly TeamDefinition Clients = new()
    {
        Id = "own",
        Name = "Own",
        Mode = TeamMode.Sequential,
        Model = "fast",
        Members = [new MemberDefinition { Id = "sender", Model = "fast", Tools = ["send"] }],
    };

    private readonly Outbox _outbox = new();
    private bool _registered = true;

    [Fact]
    public async Task Run_NamedClient_GoesOnAfterACrash_AndItsTraceNamesTheClientsModel()
    {
        await using var harness = await ServeAsync();
        var run = await harness.RunAsync("Go");
        await harness.CrashAsync();

        await harness.DecideAsync(run.Requirements[0].RequirementId, "approve");
        run = await harness.UntilAsync(run.RunId, view => view.Status.IsFinal());

        Assert.Equal((RunStatus.Completed, "done", 1), (run.Status, run.Output!.Text, _outbox.Sent.Count));
        var chats = Spans((await harness.TraceAsync(run.RunId)).Root)
            .Where(span => span.Name.StartsWith("chat", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, chats.Count);
        Assert.All(chats, chat => Assert.Equal(
            ("chat acme-1", "acme", "acme-1"),
            (chat.Name, chat.Attributes["gen_ai.provider.name"], chat.Attributes["gen_ai.request.model"])));
    }

    [Fact]
    public async Task Run_NamedClientThatIsGone_FailsForGood_AndIsRetriedOnceItIsBack()
    {
        await using var harness = await ServeAsync();
        var run = await harness.RunAsync("Go");
        await harness.RestartAsync(() => _registered = false);

        await harness.DecideAsync(run.Requirements[0].RequirementId, "approve");
        run = await harness.UntilAsync(run.RunId, view => view.Status.IsFinal());
        Assert.Equal((RunStatus.Failed, "modelFailed"), (run.Status, run.Error!.Code));
        Assert.Contains($"in 1 attempt(s): {Gone}", run.Error.Message, StringComparison.Ordinal);

        await harness.RestartAsync(() => _registered = true);
        run = await harness.RetryAsync(run.RunId);
        Assert.Equal((RunStatus.Completed, "done", 1), (run.Status, run.Output!.Text, _outbox.Sent.Count));
    }

    [Theory]
    [InlineData("approve", "printed 1 after 'report.pdf'")]
    [InlineData("reject", "Rejected: a person did not allow this call, and it was not made. The person's note: no paper")]
    public async Task Run_AgentThatAsks_IsToldTheDecisionAndWhatItKept_AcrossACrash(string decision, string answer)
    {
        var printer = new Printer();
        await using var harness = await new RunHarness().With(printer).ServeAsync(Clients with
        {
            Members = [new MemberDefinition { Id = "printer", Agent = "printer" }],
            Tools = new(StringComparer.Ordinal)
            {
                ["print"] = new ToolDefinition
                {
                    Approval = ApprovalKind.Confirmation,
                    Approve = new ApproveDefinition { Expires = TimeSpan.FromHours(24) },
                },
            },
        });
        var run = await harness.RunAsync("Go");
        var asked = Assert.Single(run.Requirements);
        Assert.Equal(TimeSpan.FromHours(24), asked.ExpiresAt - asked.CreatedAt);
        Assert.Equal((RequirementKind.Confirmation, "print"), (asked.Kind, asked.Tool.Name));
        Assert.Equal("report.pdf", asked.Tool.Arguments.GetProperty("file").GetString());
        await harness.CrashAsync();

        await harness.DecideAsync(asked.RequirementId, decision, "no paper");
        run = await harness.UntilAsync(run.RunId, view => view.Status.IsFinal());

        Assert.Equal((RunStatus.Completed, answer), (run.Status, run.Output!.Text));
        Assert.Equal([1, 2], printer.Turns);
        Assert.Equal(7, run.Usage.InputTokens);
    }

    [Fact]
    public async Task Run_AgentThatAsks_ForkedAndRetried_KnowsWhatItKeptAndWhatWasDecided()
    {
        var printer = new Printer { FailsAt = 2 };
        await using var harness = await new RunHarness().With(printer).ServeAsync(Clients with
        {
            Members = [new MemberDefinition { Id = "printer", Agent = "printer" }],
        });
        var run = await harness.RunAsync("Go");
        var fork = await harness.ForkAsync(run.RunId);
        var asked = Assert.Single(fork.Requirements);
        Assert.NotEqual(run.Requirements[0].RequirementId, asked.RequirementId);

        await harness.DecideAsync(asked.RequirementId, "approve");
        fork = await harness.UntilAsync(fork.RunId, view => view.Status.IsFinal());
        Assert.Equal((RunStatus.Failed, "modelFailed"), (fork.Status, fork.Error!.Code));
        fork = await harness.RetryAsync(fork.RunId);

        Assert.Equal((RunStatus.Completed, "printed 1 after 'report.pdf'"), (fork.Status, fork.Output!.Text));
        // The question was asked once, by the run that was forked.
        Assert.Equal([1, 2, 2], printer.Turns);
        Assert.Equal(RunStatus.Paused, (await harness.ViewAsync(run.RunId)).Status);
    }

    private static IEnumerable<SpanView> Spans(SpanView span) => span.Children.SelectMany(Spans).Prepend(span);

    private Task<RunHarness> ServeAsync()
    {
        var harness = new RunHarness().With(_outbox.Send).With(services =>
        {
            if (_registered) services.AddDurableTeams(teams => teams.AddChatClient("fast", _ => new Sender()));
        });
        return harness.ServeAsync(Clients);
    }

    private sealed class Sender : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            AIContent next = messages.Any(message => message.Role == ChatRole.Tool)
                ? new TextContent("done")
                : new FunctionCallContent("c", "send", new Dictionary<string, object?> { ["text"] = "hi" });
            return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [next])));
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) =>
            serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("acme", null, "acme-1") : null;

        public void Dispose()
        {
        }
    }

    /// <summary>Asks before it prints, and keeps the name of the file until it may.</summary>
    private sealed class Printer : ICodeAgent
    {
        public string Name => "printer";

        public List<int> Turns { get; } = [];

        /// <summary>The turn that fails once.</summary>
        public int FailsAt { get; init; }

        public Task<CodeAgentReply> TakeTurnAsync(CodeAgentTurn turn, CancellationToken cancellationToken)
        {
            Turns.Add(turn.Turn);
            if (turn.Turn == FailsAt && Turns.Count(taken => taken == FailsAt) == 1)
                throw new InvalidOperationException("The printer is out of paper.");
            if (turn.Decisions is not [var decided])
            {
                return Task.FromResult(CodeAgentReply.AskApproval(
                    "print", new Dictionary<string, object?> { ["file"] = "report.pdf" }, "p1") with
                {
                    State = "report.pdf",
                    Usage = new UsageDetails { InputTokenCount = 7 },
                });
            }

            return Task.FromResult(CodeAgentReply.Say(
                decided.Approved ? $"printed {turn.NewMessages.Count} after '{turn.State}'" : decided.Words));
        }
    }
}
