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
            foreach (var content in response.Messages.SelectMany(message => message.Contents).OfType<TextContent>())
                content.Text = secrets.Remove(content.Text);
            return response;
        }
        catch (ModelException failure)
        {
            // Providers' words are cut to the length of a message.
            var words = secrets.Remove(failure.Message, cut: true);
            if (words == failure.Message) throw;
            throw new ModelException(words, failure.Transient, failure.StatusCode) { RetryAfter = failure.RetryAfter };
        }
    }
}
