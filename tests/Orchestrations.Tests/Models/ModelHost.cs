using DurableTeams.Definitions;
using DurableTeams.Models;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Orchestrations.Tests.Models;

/// <summary>The models as a host has them.</summary>
public sealed class ModelHost : IDisposable
{
    private readonly ServiceProvider _services;

    public ModelHost(Action<IServiceCollection>? configure = null)
    {
        var services = new ServiceCollection().AddSingleton<IDefinitionEnvironment>(Environment).AddTeamModels();
        configure?.Invoke(services);
        _services = services.BuildServiceProvider();
        Clients = _services.GetRequiredService<IChatClients>();
    }

    internal IChatClients Clients { get; }

    public Settings Environment { get; } = new();

    public IChatClient OpenAI(
        string endpoint, Func<ModelDefinition, ModelDefinition>? change = null, params (string Name, string Value)[] environment)
    {
        foreach (var (name, value) in environment) Environment[name] = value;
        var model = new ModelDefinition { Provider = "openai", Model = "m", Endpoint = endpoint };
        return Clients.Get(change?.Invoke(model) ?? model);
    }

    public IChatClient Anthropic(string endpoint, Func<ModelDefinition, ModelDefinition>? change = null)
    {
        var model = new ModelDefinition { Provider = "anthropic", Model = "m", Endpoint = endpoint, ApiKey = "sk-ant-secret" };
        return Clients.Get(change?.Invoke(model) ?? model);
    }

    public void Dispose() => _services.Dispose();
}
