using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Models;

/// <summary>
/// The chat clients that code registered by name: keyed singletons, as the builder and <c>AddKeyedChatClient</c> register them.
/// The container makes each once, when it is asked for first, and disposes it.
/// </summary>
/// <param name="services">What is registered; read when a name is asked for first, so that the order of registrations does not
/// matter.</param>
/// <param name="provider">Makes them.</param>
internal sealed class NamedChatClients(IServiceCollection services, IServiceProvider provider)
{
    private readonly Lazy<IReadOnlyList<string>> _registered = new(() =>
    [
        .. services.Where(IsNamed).Select(service => (string)service.ServiceKey!).Order(StringComparer.Ordinal),
    ]);

    /// <summary>The names.</summary>
    public IReadOnlySet<string> Names => _registered.Value.ToHashSet(StringComparer.Ordinal);

    /// <summary>The names that are given to more than one client.</summary>
    public IEnumerable<string> Twice => _registered.Value.GroupBy(name => name, StringComparer.Ordinal)
        .Where(named => named.Count() > 1).Select(named => named.Key);

    /// <summary>The client of a name; not to be disposed by the caller.</summary>
    /// <exception cref="ModelException">There is none; asking again does not help.</exception>
    public IChatClient Get(string name)
    {
        if (_registered.Value.Contains(name, StringComparer.Ordinal))
            return provider.GetRequiredKeyedService<IChatClient>(name);
        var known = Names.Count == 0 ? "there are none" : $"there are: {string.Join(", ", _registered.Value.Distinct())}";
        throw new ModelException(
            $"No chat client of the name '{name}' is registered; {known}. Register it with AddChatClient, then retry the run.",
            transient: false);
    }

    private static bool IsNamed(ServiceDescriptor service) =>
        service.ServiceType == typeof(IChatClient) && service is { IsKeyedService: true, ServiceKey: string, Lifetime:
            ServiceLifetime.Singleton };
}
