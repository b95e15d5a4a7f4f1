using System.Runtime.CompilerServices;
using DurableTeams.Definitions.Secrets;
using Microsoft.Extensions.AI;

namespace DurableTeams.Models;

/// <summary>
/// A client that redacts the model's key and address in answers and failures, however the provider echoes them.
/// </summary>
internal sealed class SecretKeeping(IChatClient client, Redaction secrets) : DelegatingChatClient(client)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        try
        {
            var response = await base.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
            new SecretStream(secrets).Clean(response);
            return response;
        }
        catch (ModelException failure)
        {
            if (Without(failure) is { } clean) throw clean;
            throw;
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var stream = new SecretStream(secrets);
        var updates = base.GetStreamingResponseAsync(messages, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var disposing = updates.ConfigureAwait(false);
        while (true)
        {
            try
            {
                if (!await updates.MoveNextAsync().ConfigureAwait(false)) break;
            }
            catch (ModelException failure)
            {
                if (Without(failure) is { } clean) throw clean;
                throw;
            }

            yield return stream.Clean(updates.Current);
        }

        if (stream.Rest() is { Count: > 0 } rest) yield return new ChatResponseUpdate(ChatRole.Assistant, [.. rest]);
    }

    // Providers' words are cut to the length of a message.
    private ModelException? Without(ModelException failure)
    {
        var words = secrets.Remove(failure.Message, cut: true);
        return words == failure.Message
            ? null
            : new ModelException(words, failure.Transient, failure.StatusCode) { RetryAfter = failure.RetryAfter };
    }
}
