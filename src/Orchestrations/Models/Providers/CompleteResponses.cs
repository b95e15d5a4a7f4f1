using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace DurableTeams.Models.Providers;

/// <summary>What chat clients share whose answers come whole, or as streams.</summary>
internal static class CompleteResponses
{
    /// <summary>The whole answer at once, as one answer's updates.</summary>
    public static async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        IChatClient client, IEnumerable<ChatMessage> messages, ChatOptions? options,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var response = await client.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        yield return Last(response, whole: true);
    }

    /// <summary>The answer by the first of several ways to ask that the server takes.</summary>
    /// <param name="ways">The ways.</param>
    /// <param name="next">The way after a failure before the first update; null where there is none.</param>
    /// <param name="first">Where to begin.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public static async IAsyncEnumerable<ChatResponseUpdate> FirstTakenAsync(
        IReadOnlyList<Func<CancellationToken, IAsyncEnumerable<ChatResponseUpdate>>> ways, Func<ModelException, int, int?> next,
        int first, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var way = first; ;)
        {
            var updates = ways[way](cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using var disposing = updates.ConfigureAwait(false);
            bool any;
            try
            {
                any = await updates.MoveNextAsync().ConfigureAwait(false);
            }
            catch (ModelException failure) when (next(failure, way) is not null)
            {
                way = next(failure, way)!.Value;
                continue;
            }

            for (; any; any = await updates.MoveNextAsync().ConfigureAwait(false)) yield return updates.Current;
            yield break;
        }
    }

    /// <summary>The last update of an answer, which carries the answer itself.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="whole">Whether no words of it came before.</param>
    public static ChatResponseUpdate Last(ChatResponse response, bool whole)
    {
        var message = response.Messages[^1];
        var contents = whole
            ? message.Contents.ToList()
            : [.. message.Contents.Where(content => content is not TextContent)];
        if (response.Usage is { } usage) contents.Add(new UsageContent(usage));
        return new ChatResponseUpdate(ChatRole.Assistant, contents)
        {
            MessageId = message.MessageId,
            ResponseId = response.ResponseId,
            ModelId = response.ModelId,
            FinishReason = response.FinishReason,
            AdditionalProperties = message.AdditionalProperties,
            RawRepresentation = response,
        };
    }

    /// <summary>A client's service of a type: its metadata, the SDK's client below it, or itself.</summary>
    public static object? Service(IChatClient client, Type type, object? key, params ReadOnlySpan<object> services)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (key is not null) return null;
        foreach (var service in services)
        {
            if (service.GetType() == type) return service;
        }

        return type.IsInstanceOfType(client) ? client : null;
    }
}
