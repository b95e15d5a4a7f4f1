using DurableTeams.Definitions;
using DurableTeams.Models.Providers;
using Microsoft.Extensions.AI;

namespace DurableTeams.Models.Anthropic;

/// <summary>Provider <c>anthropic</c>: the Messages API, at Anthropic or at a gateway that speaks it.</summary>
internal sealed class AnthropicChatClientFactory : IChatClientFactory, IDisposable
{
    private readonly HttpClient _http = ProviderConnections.Create();

    public string Provider => "anthropic";

    public void Check(ModelDefinition model, Action<string, string> report)
    {
        ProviderSettings.Require(model.Model, "model", "the model's name at the provider, such as claude-sonnet-4-5", report);
        // A gateway at another address may identify its callers in another way.
        if (model.Endpoint is null)
            ProviderSettings.Require(model.ApiKey, "apiKey", "a reference such as \"${ANTHROPIC_API_KEY}\"", report);
        if (model.Temperature is > 1 and <= 2) report("temperature", "'temperature' must be 0 to 1 for provider anthropic");
        ProviderSettings.CheckEndpoint(model, "/v1/messages", report);
        ProviderSettings.RefuseScript(model, report);
        ProviderSettings.RefuseApiVersion(model, report);
    }

    public IChatClient Create(ModelDefinition model)
    {
        var usable = ProviderSettings.Usable(model, needsKey: string.IsNullOrWhiteSpace(model.Endpoint));
        return new AnthropicChatClient(usable, _http);
    }

    public void Dispose() => _http.Dispose();
}
