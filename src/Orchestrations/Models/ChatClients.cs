using System.Collections.Concurrent;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Secrets;
using Microsoft.Extensions.AI;

namespace DurableTeams.Models;

/// <summary>
/// Chat clients by provider, made once for each model definition and set of environment values. No MemoryCache: a client that
/// it dropped could not be disposed, as a turn may be using it.
/// </summary>
internal sealed class ChatClients : IChatClients, IDisposable
{
    private readonly Dictionary<string, IChatClientFactory> _factories = new(StringComparer.Ordinal);
    private readonly IDefinitionEnvironment _environment;
    private readonly ConcurrentDictionary<ModelDefinition, Lazy<IChatClient>> _clients = new();

    public ChatClients(IEnumerable<IChatClientFactory> factories, IDefinitionEnvironment environment)
    {
        _environment = environment;
        foreach (var factory in factories) _factories[factory.Provider] = factory;
    }

    public IChatClient Get(ModelDefinition model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!_factories.TryGetValue(model.Provider, out var factory))
        {
            var known = string.Join(", ", _factories.Keys.Order(StringComparer.Ordinal));
            throw new DefinitionException(
                [new DefinitionError("models", 0, $"there is no provider '{model.Provider}'; the providers are: {known}")]);
        }

        var expanded = Expand(model);
        // A script is a list, equal only to itself: cached, every reading of a pinned definition would stay for ever.
        if (expanded.Script is not null) return factory.Create(expanded);
        // The expanded definition is the key, so that a rotated secret makes a new client.
        return _clients.GetOrAdd(
            expanded,
            static (key, made) => new Lazy<IChatClient>(() => new SecretKeeping(made.Factory.Create(key), made.Secrets)),
            (Factory: factory, Secrets: Redaction.Of(model, _environment))).Value;
    }

    public void Dispose()
    {
        foreach (var client in _clients.Values)
        {
            if (client.IsValueCreated) client.Value.Dispose();
        }
    }

    private ModelDefinition Expand(ModelDefinition model) => model with
    {
        Model = Expand(model.Model),
        Endpoint = Expand(model.Endpoint),
        ApiVersion = Expand(model.ApiVersion),
        ApiKey = Expand(model.ApiKey),
    };

    private string? Expand(string? text) => text is null ? null : EnvironmentReferences.Expand(text, _environment);
}
