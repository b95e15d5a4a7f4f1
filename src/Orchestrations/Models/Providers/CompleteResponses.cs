using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace DurableTeams.Models.Providers;

/// <summary>What chat clients share that answer whole: runs record complete turns.</summary>
internal static class CompleteResponses
{
    /// <summary>The whole answer at once, as one answer's updates.</summary>
    public static async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        IChatClient client, IEnumerable<ChatMessage> messages, ChatOptions? options,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var response = await client.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        foreach (var update in response.ToChatResponseUpdates()) yield return update;
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
