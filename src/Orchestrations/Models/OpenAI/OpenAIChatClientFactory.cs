using DurableTeams.Definitions;
using Microsoft.Extensions.AI;

namespace DurableTeams.Models.OpenAI;

/// <summary>Provider <c>openai</c>: any server that speaks Chat Completions.</summary>
internal sealed class OpenAIChatClientFactory : IChatClientFactory, IDisposable
{
    private readonly HttpClient _http = ProviderConnections.Create();

    public string Provider => "openai";

    public IChatClient Create(ModelDefinition model) => new OpenAIChatClient(ProviderSettings.Check(model), _http);

    public void Dispose() => _http.Dispose();
}
