using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using DurableTeams.Definitions;
using DurableTeams.Models;
using Microsoft.Extensions.AI;

namespace DurableTeams.Testing.Models;

/// <summary>What a model was asked. The leader of a nested team goes by its model's name, which is the team's id.</summary>
public sealed record ChatAsk(string Agent, int Turn, IReadOnlyList<ChatMessage> Messages, IReadOnlyList<string> Tools)
{
    /// <summary>The format it is to answer in, by its name; null for words.</summary>
    public string? Format { get; init; }

    /// <summary>That format's schema.</summary>
    public string? Schema { get; init; }

    /// <summary>The conversation after the system message, <c>role: text</c> each.</summary>
    public IReadOnlyList<string> Said => [.. Messages.Skip(1).Select(message => $"{message.Role}: {TextOf(message)}")];

    private static string TextOf(ChatMessage message) => message.Role == ChatRole.Tool
        ? string.Join("\n", message.Contents.OfType<FunctionResultContent>().Select(result => $"{result.CallId}={result.Result}"))
        : string.Concat(
            message.Contents.Select(content => content is FunctionCallContent call ? $"<{call.Name}>" : content.ToString()));

    public string System => Messages.First(message => message.Role == ChatRole.System).Text;

    /// <summary>The newest message: what the user said, or the results of the turn before, joined.</summary>
    public string Last => Messages[^1].Role == ChatRole.Tool
        ? string.Join("\n", Messages.Reverse().TakeWhile(message => message.Role == ChatRole.Tool).Reverse()
            .SelectMany(message => message.Contents.OfType<FunctionResultContent>())
                .Select(result => $"{result.CallId}={result.Result}"))
        : Messages[^1].Text;
}

/// <summary>A model provider named <c>test</c> whose answers a test makes; records what every agent was asked.</summary>
public sealed class TestChat : IChatClientFactory
{
    private readonly ConcurrentQueue<ChatAsk> _asked = new();

    public string Provider => "test";

    public Func<ChatAsk, Task<ChatResponse>> Answer { get; set; } = _ => throw new InvalidOperationException(
        "The test gives no answers.");

    /// <summary>The answer in parts; where it is null, or gives null, the answer above comes at once.</summary>
    public Func<ChatAsk, IAsyncEnumerable<ChatResponseUpdate>?> Streams { get; set; } = _ => null;

    public IReadOnlyList<ChatAsk> Asked => [.. _asked];

    /// <summary>How often each agent was asked, as <c>a:1 b:2</c>.</summary>
    public string Counts =>
        string.Join(' ', _asked.GroupBy(ask => ask.Agent).OrderBy(asks => asks.Key, StringComparer.Ordinal)
            .Select(asks => $"{asks.Key}:{asks.Count()}"));

    public IEnumerable<ChatAsk> AskedOf(string agent) => _asked.Where(ask => ask.Agent == agent);

    public IChatClient Create(ModelDefinition model) => new Client(this, model.Model);

    private sealed class Client(TestChat chat, string? model) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            chat.Answer(Record(messages, options));

        private ChatAsk Record(IEnumerable<ChatMessage> messages, ChatOptions? options)
        {
            var properties = options!.AdditionalProperties!;
            var agent = (string)properties[ChatRequestProperties.Agent]!;
            var format = options.ResponseFormat as ChatResponseFormatJson;
            var ask = new ChatAsk(
                agent == "leader" ? model ?? agent : agent,
                (int)properties[ChatRequestProperties.Turn]!,
                [.. messages],
                [.. (options.Tools ?? []).Select(tool => tool.Name)])
            {
                Format = format?.SchemaName,
                Schema = format?.Schema?.GetRawText(),
            };
            chat._asked.Enqueue(ask);
            return ask;
        }

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null,
            [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            var ask = Record(messages, options);
            if (chat.Streams(ask) is { } parts)
            {
                await foreach (var update in parts.WithCancellation(cancellationToken)) yield return update;
                yield break;
            }

            foreach (var update in (await chat.Answer(ask)).ToChatResponseUpdates()) yield return update;
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
