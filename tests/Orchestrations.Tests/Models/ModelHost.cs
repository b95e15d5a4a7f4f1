using DurableTeams.Definitions;
using DurableTeams.Models;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Orchestrations.Tests.Models;

/// <summary>The models as a host has them.</summary>
public sealed class ModelHost : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly Values _values = new();

    public ModelHost(Action<IServiceCollection>? configure = null)
    {
        var services = new ServiceCollection().AddSingleton<IDefinitionEnvironment>(_values).AddTeamModels();
        configure?.Invoke(services);
        _services = services.BuildServiceProvider();
        Clients = _services.GetRequiredService<IChatClients>();
    }

    public IChatClients Clients { get; }

    public IDictionary<string, string> Environment => _values.All;

    public IChatClient OpenAI(
        string endpoint, Func<ModelDefinition, ModelDefinition>? change = null, params (string Name, string Value)[] environment)
    {
        foreach (var (name, value) in environment) _values.All[name] = value;
        var model = new ModelDefinition { Provider = "openai", Model = "m", Endpoint = endpoint };
        return Clients.Get(change?.Invoke(model) ?? model);
    }

    public IChatClient Anthropic(string endpoint, Func<ModelDefinition, ModelDefinition>? change = null)
    {
        var model = new ModelDefinition { Provider = "anthropic", Model = "m", Endpoint = endpoint, ApiKey = "sk-ant-secret" };
        return Clients.Get(change?.Invoke(model) ?? model);
    }

    public void Dispose() => _services.Dispose();

    private sealed class Values : IDefinitionEnvironment
    {
        public Dictionary<string, string> All { get; } = new(StringComparer.Ordinal);

        public string? Get(string name) => All.GetValueOrDefault(name);
    }
}
