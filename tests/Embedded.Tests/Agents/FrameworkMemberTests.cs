using System.Collections.Concurrent;
using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Storage.Records;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace DurableTeams.Embedded.Tests.Agents;

/// <summary>
/// An agent of Microsoft Agent Framework as a member: each host makes the agent anew, so nothing but the store remembers.
/// </summary>
public sealed class FrameworkMemberTests
{
    private readonly ConcurrentQueue<string> _published = new();
    private readonly ConcurrentQueue<string> _asked = new();

    [Theory]
    [InlineData("approve", "told published v1", 1)]
    [InlineData("reject", "not today", 0)]
    public async Task Run_ToolOfTheAgentThatNeedsApproval_IsARequirement_AcrossACrash(
        string decision, string answer, int published)
    {
        await using var harness = await ServeAsync(Writer);
        var run = await harness.RunAsync("Publish v1");
        var asked = Assert.Single(run.Requirements);
        Assert.Equal((RequirementKind.Confirmation, "publish"), (asked.Kind, asked.Tool.Name));
        Assert.Equal("v1", asked.Tool.Arguments.GetProperty("version").GetString());
        await harness.CrashAsync();

        await harness.DecideAsync(asked.RequirementId, decision, "not today");
        run = await harness.UntilAsync(run.RunId, view => view.Status.IsFinal());

        Assert.Equal((RunStatus.Completed, published), (run.Status, _published.Count));
        Assert.EndsWith(answer, run.Output!.Text, StringComparison.Ordinal);
        // Once before the question, once after it: what is recorded is not asked again.
        Assert.Equal(["Publish v1", "result"], _asked);
        Assert.Equal(4, run.Usage.InputTokens);
    }

    [Fact]
    public async Task Run_ToolsOfTheMember_AreOfferedAndMadeByTheHost()
    {
        var outbox = new Outbox();
        await using var harness = await ServeAsync(
            Sender, member => member with { Tools = ["send"] }, harness => harness.With(outbox.Send));
        var run = await harness.RunAsync("Publish v1");
        await harness.CrashAsync();

        await harness.DecideAsync(run.Requirements[0].RequirementId, "approve");
        run = await harness.UntilAsync(run.RunId, view => view.Status.IsFinal());

        Assert.Equal((RunStatus.Completed, "told send v1", 1), (run.Status, run.Output!.Text, outbox.Sent.Count));
    }

    [Fact]
    public async Task Run_ToolsForAnAgentThatCannotBeOfferedAny_FailsAndSaysWhatToSet()
    {
        await using var harness = await ServeAsync(
            () => new Bare(), member => member with { Tools = ["send"] }, harness => harness.With(new Outbox().Send));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Failed, "modelFailed"), (run.Status, run.Error!.Code));
        Assert.Contains("set RunOptions where it is registered", run.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_AgentWhoseSessionCannotBeKept_AnswersAllTheSame()
    {
        await using var harness = await ServeAsync(() => new Bare());

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, "bare Go"), (run.Status, run.Output!.Text));
    }

    private static Task<RunHarness> ServeAsync(
        Func<AIAgent> agent, Func<MemberDefinition, MemberDefinition>? change = null, Func<RunHarness, RunHarness>? with = null)
    {
        var member = new MemberDefinition { Id = "writer", Agent = "writer" };
        var harness = new RunHarness().With(
            services => services.AddDurableTeams(teams => teams.AddAgent("writer", _ => agent())));
        return (with?.Invoke(harness) ?? harness).ServeAsync(new TeamDefinition
        {
            Id = "desk",
            Name = "Desk",
            Mode = TeamMode.Sequential,
            Members = [change?.Invoke(member) ?? member],
        });
    }

    private ChatClientAgent Writer() => new(
        new Scripted(this, "publish", "version"), "You write.", "writer",
        tools: [new ApprovalRequiredAIFunction(AIFunctionFactory.Create(
            (string version) =>
            {
                _published.Enqueue(version);
                return $"published {version}";
            },
            "publish"))]);

    private ChatClientAgent Sender() => new(new Scripted(this, "send", "text"), "You write.", "writer");

    /// <summary>A model that calls the tool once, with the last word of the task, and then tells its result.</summary>
    private sealed class Scripted(FrameworkMemberTests test, string tool, string argument) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            var all = messages.ToList();
            var result = all.SelectMany(message => message.Contents).OfType<FunctionResultContent>().LastOrDefault();
            var task = all.Last(message => message.Role == ChatRole.User && message.Text.Length > 0).Text;
            test._asked.Enqueue(result is null ? task : "result");
            AIContent next = result is null
                ? new FunctionCallContent("c1", tool, new Dictionary<string, object?> { [argument] = task.Split(' ')[^1] })
                : new TextContent($"told {result.Result}");
            Assert.Contains(options!.Tools!, offered => offered.Name == tool);
            return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [next]))
            {
                Usage = new UsageDetails { InputTokenCount = 2 },
            });
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }

    /// <summary>An agent of nobody's kind, without sessions that can be kept.</summary>
    private sealed class Bare : AIAgent
    {
        public override string? Name => "bare";

        protected override ValueTask<AgentSession> CreateSessionCoreAsync(CancellationToken cancellationToken = default) =>
            ValueTask.FromResult<AgentSession>(new Session());

        protected override ValueTask<System.Text.Json.JsonElement> SerializeSessionCoreAsync(
            AgentSession session, System.Text.Json.JsonSerializerOptions? jsonSerializerOptions = null,
            CancellationToken cancellationToken = default) => throw new NotSupportedException("no");

        protected override ValueTask<AgentSession> DeserializeSessionCoreAsync(
            System.Text.Json.JsonElement serializedState, System.Text.Json.JsonSerializerOptions? jsonSerializerOptions = null,
            CancellationToken cancellationToken = default) => throw new NotSupportedException("no");

        protected override Task<AgentResponse> RunCoreAsync(
            IEnumerable<ChatMessage> messages, AgentSession? session = null, AgentRunOptions? options = null,
            CancellationToken cancellationToken = default) =>
            Task.FromResult(new AgentResponse(new ChatMessage(ChatRole.Assistant, $"bare {messages.Last().Text}")));

        protected override IAsyncEnumerable<AgentResponseUpdate> RunCoreStreamingAsync(
            IEnumerable<ChatMessage> messages, AgentSession? session = null, AgentRunOptions? options = null,
            CancellationToken cancellationToken = default) => throw new NotSupportedException();

        private sealed class Session : AgentSession;
    }
}
