using System.Runtime.CompilerServices;
using DurableTeams.Definitions;
using DurableTeams.Models;
using Microsoft.Extensions.AI;

namespace DurableTeams.Bench;

/// <summary>
/// The models of all modes, in process and instant: an answer is made of the tools on offer and the form asked for alone.
/// </summary>
internal sealed class ModesChatClient : IChatClient, IChatClients
{
    private static readonly string Reply = new('x', 200);
    private long _calls;

    /// <summary>Calls so far.</summary>
    public long Calls => Interlocked.Read(ref _calls);

    public IChatClient Get(ModelDefinition model) => this;

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _calls);
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, Answer(options!)))
        {
            Usage = new UsageDetails { InputTokenCount = 100, OutputTokenCount = 50 },
        });
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var response = await GetResponseAsync(messages, options, cancellationToken);
        foreach (var update in response.ToChatResponseUpdates()) yield return update;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
        // Nothing is held.
    }

    private static IList<AIContent> Answer(ChatOptions options)
    {
        var (agent, turn) =
            ((string)options.AdditionalProperties![ChatRequestProperties.Agent]!, (int)options.AdditionalProperties[ChatRequestProperties.Turn]!);
        var one = Team3ChatClient.Members[0];
        return (options.Tools is [var first, ..]
            ? first.Name
            : (options.ResponseFormat as ChatResponseFormatJson)?.SchemaName) switch
        {
            "delegate_task_to_member" when turn <= Team3ChatClient.Members.Length =>
                [Delegate(Team3ChatClient.Members[turn - 1], turn)],
            "delegate_task_to_members" when turn == 1 => [Call("all", "delegate_task_to_members", ("task", Reply))],
            "create_task" when turn == 1 => [Plan(0), Plan(1, "task-1"), Plan(2, "task-2")],
            "create_task" when turn < 4 => [new TextContent(Reply)],
            "transfer_to_agent" when agent != Team3ChatClient.Members[^1] =>
                [Call(
                    "t", "transfer_to_agent", ("agent_name", Team3ChatClient.Members[agent == one ? 1 : 2]), ("reason", Reply))],
            "subtasks" => [new TextContent(
                $$"""{"subtasks":[{"memberId":"two","task":"{{Reply}}"},{"memberId":"three","task":"{{Reply}}"}]}""")],
            "vote" => [new TextContent($$"""{"vote":"{{one}}","reason":"{{Reply}}"}""")],
            _ => [new TextContent(Reply)],
        };
    }

    private static FunctionCallContent Delegate(string member, int turn) =>
        Call(FormattableString.Invariant($"call-{turn}"), "delegate_task_to_member", ("member_id", member), ("task", Reply));

    private static FunctionCallContent Plan(int member, params string[] dependsOn) => Call(
        FormattableString.Invariant($"task-{member}"), "create_task", ("title", Reply),
        ("member_id", Team3ChatClient.Members[member]), ("depends_on", dependsOn));

    private static FunctionCallContent Call(string id, string name, params (string Name, object Value)[] arguments) =>
        new(id, name, arguments.ToDictionary(argument => argument.Name, object? (argument) => argument.Value));
}
