using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Files;
using DurableTeams.Models;
using DurableTeams.Sqlite.Database;
using DurableTeams.Storage.Ids;
using DurableTeams.Tools;
using Microsoft.Extensions.AI;

namespace DurableTeams.Embedded.Tests.Faults;

/// <summary>A call that a tool saw, and what it answered; null where it failed.</summary>
internal sealed record Effect(string Key, string Tool, string? Result);

/// <summary>
/// The team of the reference run and everything outside the process: models that answer at once, and tools, whose effects
/// survive any crash. A leader delegates to three members at a time: one answers, one has a gated tool, and one has a tool
/// that fails once before it works.
/// </summary>
internal sealed class World
{
    public const string Leader = "leader";
    public const string Gated = "send";
    public const string Flaky = "fetch";

    private readonly ConcurrentQueue<Effect> _effects;
    private int _calls;

    public World(IEnumerable<Effect>? effects = null, Schedule? schedule = null)
    {
        Schedule = schedule;
        _effects = new(effects ?? []);
        _calls = _effects.Count;
    }

    public static PinnedTeam Team { get; } = TeamHash.Pin(new TeamDefinition
    {
        Id = "team",
        Name = "Team",
        Mode = TeamMode.Coordinate,
        Model = "test",
        Models = { ["test"] = new ModelDefinition { Provider = "test" } },
        Limits = new LimitsDefinition { MemberTimeout = TimeSpan.FromMinutes(5), TeamTimeout = TimeSpan.FromMinutes(5) },
        Retry = new RetryDefinition
        {
            Model = new RetrySetting(1, TimeSpan.FromMilliseconds(1)),
            Tool = new RetrySetting(2, TimeSpan.FromMilliseconds(1)),
        },
        Members =
        [
            new MemberDefinition { Id = "expert", Role = "Knows", Model = "test" },
            new MemberDefinition { Id = "sender", Role = "Sends", Model = "test", Tools = [Gated] },
            new MemberDefinition { Id = "fetcher", Role = "Fetches", Model = "test", Tools = [Flaky] },
        ],
        Tools =
        {
            [Gated] = new ToolDefinition { Description = "Sends", Approval = ApprovalKind.Confirmation },
            [Flaky] = new ToolDefinition { Description = "Fetches" },
        },
    });

    /// <summary>What disturbs it.</summary>
    public Schedule? Schedule { get; }

    /// <summary>Every call of a tool, in whichever life.</summary>
    public IReadOnlyList<Effect> Effects => [.. _effects];

    /// <summary>The id of the run with this message.</summary>
    public static string RunId(string message) => NewIds.Run(Team.Definition.Id, message);

    /// <summary>What the run with this message answers.</summary>
    public static string Output(string message) => $"{message}: d1=Known. d2=Sent. d3=Fetched.";

    /// <summary>What the models say; deterministic.</summary>
    public static ChatResponse Answer(Ask ask) => (ask.Agent, ask.Turn) switch
    {
        (Leader, 1) => Calls(Delegate("d1", "expert", ask), Delegate("d2", "sender", ask), Delegate("d3", "fetcher", ask)),
        (Leader, _) => Text($"{ask.Message}: {ask.Results}"),
        ("expert", _) => Text("Known."),
        ("sender", 1) => Calls(new FunctionCallContent("c1", Gated, new Dictionary<string, object?>())),
        ("sender", _) => Text("Sent."),
        (_, 1) => Calls(new FunctionCallContent("c1", Flaky, new Dictionary<string, object?>())),
        _ => Text("Fetched."),
    };

    /// <summary>Calls a tool: no two calls are answered alike, so that it shows which answer was recorded.</summary>
    public ToolOutcome Call(ToolInvocation call, EmbeddedDatabase database)
    {
        Schedule?.Hesitate();
        var result = call.Name == Flaky && !IsSecondAttempt(call, database)
            ? null
            : $"{call.Name} {Interlocked.Increment(ref _calls)}";
        _effects.Enqueue(new Effect(call.IdempotencyKey, call.Name, result));
        return result is null
            ? new ToolOutcome("Busy.", Succeeded: false, Transient: true)
            : new ToolOutcome(result, Succeeded: true);
    }

    // A crash may repeat the first attempt. It fails every time, so that all histories have the retry in them: what is
    // durably scheduled tells which attempt this is, since nothing is started before that is durable.
    private static bool IsSecondAttempt(ToolInvocation call, EmbeddedDatabase database) => database.Read(session => session
        .Statement("SELECT count(*) FROM tasks WHERE name = ?1 AND input LIKE ?2 AND input LIKE ?3")
        .QueryInt64(TaskNames.ToolCall, $"%\"{call.MemberRunId}\"%", "%\"attempt\":2%")) > 0;

    private static ChatResponse Text(string text) => new(new ChatMessage(ChatRole.Assistant, text))
    {
        Usage = new UsageDetails { InputTokenCount = 10, OutputTokenCount = 5 },
    };

    private static ChatResponse Calls(params FunctionCallContent[] calls) => new(new ChatMessage(ChatRole.Assistant, [.. calls]))
    {
        Usage = new UsageDetails { InputTokenCount = 10, OutputTokenCount = 5 },
    };

    private static FunctionCallContent Delegate(string callId, string member, Ask ask) => new(
        callId,
        "delegate_task_to_member",
        new Dictionary<string, object?> { ["member_id"] = member, ["task"] = ask.Message });
}

/// <summary>What a model was asked: by whom, and in which run (its message is every agent's task).</summary>
internal sealed record Ask(string Message, string Agent, int Turn, string Results);

/// <summary>The models as one life sees them.</summary>
internal sealed class WorldModels(World world) : IChatClientFactory
{
    private readonly ConcurrentQueue<Ask> _asked = new();

    public string Provider => "test";

    /// <summary>What was asked in this life.</summary>
    public IReadOnlyList<Ask> Asked => [.. _asked];

    public IChatClient Create(ModelDefinition model) => new Client(this);

    private void Hesitate() => world.Schedule?.Hesitate();

    private sealed class Client(WorldModels models) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            var properties = options!.AdditionalProperties!;
            var all = messages.ToList();
            var results = all.SelectMany(message => message.Contents).OfType<FunctionResultContent>()
                .Select(r => $"{r.CallId}={r.Result}");
            var ask = new Ask(
                all.Last(message => message.Role == ChatRole.User).Text,
                (string)properties[ChatRequestProperties.Agent]!,
                (int)properties[ChatRequestProperties.Turn]!,
                string.Join(' ', results));
            models._asked.Enqueue(ask);
            models.Hesitate();
            return Task.FromResult(Answer(ask));
        }

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages,
            ChatOptions? options = null,
            [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            var response = await GetResponseAsync(messages, options, cancellationToken);
            foreach (var update in response.ToChatResponseUpdates()) yield return update;
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }

        private static ChatResponse Answer(Ask ask) => World.Answer(ask);
    }
}

/// <summary>The tools as one life sees them.</summary>
internal sealed class WorldTools(World world, EmbeddedDatabase database) : IToolbox
{
    private static readonly System.Text.Json.JsonElement Parameters = System.Text.Json.JsonSerializer.SerializeToElement(
        new { type = "object" });

    public ToolDescription? Describe(TeamDefinition team, string toolName) => team.Tools.TryGetValue(toolName, out var tool)
        ? new ToolDescription(toolName, tool.Description!, Parameters, tool.Approval, tool)
        : null;

    public Task<ToolOutcome> InvokeAsync(
        TeamDefinition team, ToolInvocation invocation, CancellationToken cancellationToken = default) =>
        Task.FromResult(world.Call(invocation, database));
}
