using System.Runtime.CompilerServices;
using DurableTeams.Definitions;
using DurableTeams.Models;
using Microsoft.Extensions.AI;

namespace DurableTeams.Bench;

/// <summary>
/// The models of the Team3 benchmark, in process and instant: the leader delegates to three members, one after the other,
/// and answers; every answer has 200 bytes. What is measured beside it is the product.
/// </summary>
internal sealed class Team3ChatClient : IChatClient, IChatClients
{
    public static readonly string[] Members = ["one", "two", "three"];

    private static readonly string Reply = new('x', 200);
    private long _calls;

    /// <summary>Calls so far.</summary>
    public long Calls => Interlocked.Read(ref _calls);

    public IChatClient Get(ModelDefinition model) => this;

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _calls);
        var properties = options!.AdditionalProperties!;
        var turn = (int)properties[ChatRequestProperties.Turn]!;
        var delegates = properties[ChatRequestProperties.Agent] is "leader" && turn <= Members.Length;
        AIContent content = delegates ? Delegate(turn) : new TextContent(Reply);
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [content]))
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

    private static FunctionCallContent Delegate(int turn) => new(
        FormattableString.Invariant($"call-{turn}"),
        "delegate_task_to_member",
        new Dictionary<string, object?> { ["member_id"] = Members[turn - 1], ["task"] = Reply });
}
