using DurableTeams.Definitions;
using DurableTeams.Models.Providers;
using Microsoft.Extensions.AI;

namespace DurableTeams.Models;

/// <summary>
/// Provider <c>client</c>: a chat client that code registered by name, the name being the model's. A team that names such a
/// client instead of one of its models has a model of this provider.
/// </summary>
internal sealed class NamedChatClientFactory(NamedChatClients clients) : IChatClientFactory
{
    public string Provider => ModelDefinition.ClientProvider;

    public void Check(ModelDefinition model, Action<string, string> report)
    {
        ProviderSettings.Require(model.Model, "model", "the name that the client is registered under", report);
        Refuse(model.Endpoint, "endpoint");
        Refuse(model.ApiKey, "apiKey");
        Refuse(model.ApiVersion, "apiVersion");
        ProviderSettings.RefuseScript(model, report);

        void Refuse(string? value, string setting)
        {
            if (value is not null)
                report(setting, $"'{setting}' is the registered client's own affair; remove it here, and set it in code");
        }
    }

    public IChatClient Create(ModelDefinition model) => new OwnedElsewhere(clients.Get(model.Model ?? string.Empty), model);

    /// <summary>The client with the model's settings, which a request's own precede. The client's owner disposes it.</summary>
    private sealed class OwnedElsewhere(IChatClient client, ModelDefinition model) : DelegatingChatClient(client)
    {
        public override Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            base.GetResponseAsync(messages, With(options), cancellationToken);

        public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            base.GetStreamingResponseAsync(messages, With(options), cancellationToken);

        // The base class would dispose the client.
#pragma warning disable CA2215
        protected override void Dispose(bool disposing)
#pragma warning restore CA2215
        {
        }

        private ChatOptions? With(ChatOptions? options)
        {
            if (model is { Temperature: null, MaxOutputTokens: null }) return options;
            var made = options?.Clone() ?? new ChatOptions();
            made.Temperature ??= (float?)model.Temperature;
            made.MaxOutputTokens ??= model.MaxOutputTokens;
            return made;
        }
    }
}
