using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Secrets;
using DurableTeams.Json;
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
    private readonly ConcurrentDictionary<ModelKey, Lazy<IChatClient>> _clients = new();

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
        var key = ModelKey.Of(expanded);
        var client = _clients.GetOrAdd(
            key,
            static (_, made) => new Lazy<IChatClient>(
                () => new SecretKeeping(made.Factory.Create(made.Expanded), made.Secrets)),
            (Factory: factory, Expanded: expanded, Secrets: Redaction.Of(model, _environment, Declared(factory, expanded))));
        try
        {
            return client.Value;
        }
        catch
        {
            // What failed now may work later: a client's own secret store may be back then.
            _clients.TryRemove(KeyValuePair.Create(key, client));
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var client in _clients.Values)
        {
            if (client.IsValueCreated) client.Value.Dispose();
        }
    }

    /// <summary>The values of the settings that the provider declares as secrets.</summary>
    private static IEnumerable<string> Declared(IChatClientFactory factory, ModelDefinition expanded) => factory.Settings
        .Where(setting => setting.Form == ProviderSettingForm.Secret)
        .Select(setting => (expanded.Settings?[setting.Key] as JsonValue)?.TryGetValue(out string? value) == true ? value : null)
        .OfType<string>();

    private ModelDefinition Expand(ModelDefinition model) => model with
    {
        Model = Expand(model.Model),
        Endpoint = Expand(model.Endpoint),
        ApiVersion = Expand(model.ApiVersion),
        ApiKey = Expand(model.ApiKey),
        Settings = EnvironmentReferences.Expand(model.Settings, _environment) as JsonObject,
    };

    private string? Expand(string? text) => text is null ? null : EnvironmentReferences.Expand(text, _environment);

    /// <summary>
    /// What makes two models one: the settings by their content, since JSON objects are equal only to themselves.
    /// </summary>
    private sealed record ModelKey(ModelDefinition Model, string? Settings)
    {
        public static ModelKey Of(ModelDefinition model) => new(
            model with { Settings = null },
            model.Settings is null ? null : CanonicalJson.Hash(JsonSerializer.SerializeToElement(model.Settings)));
    }
}
