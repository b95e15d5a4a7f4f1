using DurableTeams.Models;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams;

public sealed partial class DurableTeamsBuilder
{
    /// <summary>
    /// Adds a chat client under a name, which teams name as a model. It is made once, when it is asked for first.
    /// </summary>
    /// <param name="name">The name.</param>
    /// <param name="create">Makes the client out of the program's services.</param>
    public DurableTeamsBuilder AddChatClient(string name, Func<IServiceProvider, IChatClient> create)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(create);
        Services.AddKeyedSingleton(name, (services, _) => create(services));
        return this;
    }

    /// <summary>Adds a chat client under a name, which teams name as a model. Whoever made it disposes it.</summary>
    public DurableTeamsBuilder AddChatClient(string name, IChatClient client)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(client);
        Services.AddKeyedSingleton(name, client);
        return this;
    }

    /// <summary>Adds a provider of one's own, which models of team files name as <c>provider</c>.</summary>
    public DurableTeamsBuilder AddProvider<T>()
        where T : class, IChatClientFactory
    {
        Services.AddSingleton<IChatClientFactory, T>();
        return this;
    }
}
