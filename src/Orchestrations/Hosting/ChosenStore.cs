using DurableTeams.Definitions;
using DurableTeams.Hosting.Starting;
using DurableTeams.Storage;

namespace DurableTeams.Hosting;

/// <summary>The store that the program chose, or that its engine brings.</summary>
internal sealed class ChosenStore : IAsyncDisposable
{
    /// <summary>Makes the store.</summary>
    /// <exception cref="DefinitionException">None is chosen, or two are.</exception>
    public ChosenStore(IServiceProvider services, Registrations registrations)
    {
        if (new ChoiceCheck(registrations).Check().ToList() is { Count: > 0 } errors) throw new DefinitionException(errors);
        Store = registrations.Stores is [var chosen] ? chosen.Create(services) : registrations.Engines[0].Store!(services);
    }

    /// <summary>The store.</summary>
    public IRunStore Store { get; }

    public async ValueTask DisposeAsync()
    {
        if (Store is IAsyncDisposable disposable) await disposable.DisposeAsync().ConfigureAwait(false);
        else (Store as IDisposable)?.Dispose();
    }
}
