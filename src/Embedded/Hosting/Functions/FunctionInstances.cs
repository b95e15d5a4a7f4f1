using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Embedded.Hosting;

/// <summary>One instance of each class that has functions, made when the first of them is called. They keep no state of a call.</summary>
internal sealed class FunctionInstances(IServiceProvider services)
{
    private readonly ConcurrentDictionary<Type, Lazy<object>> _instances = new();

    /// <summary>The instance.</summary>
    public object Get(Type type) =>
        _instances.GetOrAdd(type, key => new Lazy<object>(() => ActivatorUtilities.GetServiceOrCreateInstance(services, key))).Value;
}
