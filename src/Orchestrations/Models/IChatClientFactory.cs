using DurableTeams.Definitions;
using Microsoft.Extensions.AI;

namespace DurableTeams.Models;

/// <summary>
/// One provider: its name, the checks of its models' settings, its chat clients. A new provider is one class that implements
/// this, registered as a singleton <see cref="IChatClientFactory"/>. Of two with one name the last is used.
/// </summary>
public interface IChatClientFactory : IModelProvider
{
    /// <summary>
    /// Makes a client. It applies the model's temperature and token bound where a request names none, and fails
    /// requests with a <see cref="ModelException"/>, whose message never holds the key.
    /// </summary>
    /// <param name="model">The model, its <c>${NAME}</c> references already expanded.</param>
    /// <exception cref="DefinitionException">The definition lacks something the provider needs.</exception>
    IChatClient Create(ModelDefinition model);
}
