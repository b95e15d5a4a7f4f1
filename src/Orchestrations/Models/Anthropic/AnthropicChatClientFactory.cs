using DurableTeams.Definitions;
using Microsoft.Extensions.AI;

namespace DurableTeams.Models.Anthropic;

/// <summary>Provider <c>anthropic</c>: the Messages API, at Anthropic or at a gateway that speaks it.</summary>
internal sealed class AnthropicChatClientFactory : IChatClientFactory, IDisposable
{
    private readonly HttpClient _http = ProviderConnections.Create();

    public string Provider => "anthropic";

    public IChatClient Create(ModelDefinition model)
    {
        var usable = ProviderSettings.Check(model, needsKey: string.IsNullOrWhiteSpace(model.Endpoint));
        return new AnthropicChatClient(usable, _http);
    }

    public void Dispose() => _http.Dispose();
}
