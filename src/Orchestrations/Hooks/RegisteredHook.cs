using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Hooks;

/// <summary>A hook that the program registered: a class that each step makes anew out of the services, or one instance.</summary>
internal sealed record RegisteredHook(Type Type, IHook? Instance = null)
{
    /// <summary>The name in events.</summary>
    public string Name => Type.Name;

    /// <summary>The hook.</summary>
    public IHook Of(IServiceProvider services) =>
        Instance ?? (IHook)ActivatorUtilities.GetServiceOrCreateInstance(services, Type);
}
