using DurableTeams.Definitions;
using DurableTeams.Models.Providers;
using Microsoft.Extensions.AI;

namespace DurableTeams.Models.OpenAI;

/// <summary>Provider <c>openai</c>: any server that speaks Chat Completions.</summary>
internal sealed class OpenAIChatClientFactory : IChatClientFactory, IDisposable
{
    private readonly HttpClient _http = ProviderConnections.Create();

    public string Provider => "openai";

    public void Check(ModelDefinition model, Action<string, string> report)
    {
        ProviderSettings.Require(model.Model, "model", "the model's name at the provider, such as gpt-4o-mini", report);
        ProviderSettings.CheckEndpoint(model, "/chat/completions", report);
        ProviderSettings.RefuseScript(model, report);
        ProviderSettings.RefuseApiVersion(model, report);
    }

    public IChatClient Create(ModelDefinition model) => new OpenAIChatClient(ProviderSettings.Usable(model), _http);

    public void Dispose() => _http.Dispose();
}
