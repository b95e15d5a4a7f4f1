using DurableTeams.Definitions;
using Microsoft.Extensions.AI;

namespace DurableTeams.Models;

/// <summary>A model as OpenTelemetry's conventions name it.</summary>
/// <param name="Provider">The provider by its well-known name.</param>
/// <param name="Model">The model that is asked for; null where it is not known.</param>
internal sealed record CalledModel(string Provider, string? Model)
{
    /// <summary>
    /// A definition and the client made of it. A registered chat client says itself who its provider is; where it says nothing,
    /// its name is the model's.
    /// </summary>
    public static CalledModel Of(ModelDefinition model, IChatClient client)
    {
        if (model.Provider != ModelDefinition.ClientProvider)
            return new CalledModel(model.Provider == "azureOpenAI" ? "azure.ai.openai" : model.Provider, model.Model);
        var told = client.GetService(typeof(ChatClientMetadata)) as ChatClientMetadata;
        return new CalledModel(told?.ProviderName ?? model.Provider, told?.DefaultModelId ?? model.Model);
    }
}
