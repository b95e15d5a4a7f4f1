using DurableTeams.Runs;
using Microsoft.DurableTask;

namespace DurableTeams.Hosting;

/// <summary>The engine that the program chose, made when it is asked for first.</summary>
internal sealed class ChosenEngine(IServiceProvider services, Registrations registrations) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private ITeamEngine? _engine;

    /// <summary>The engine.</summary>
    public ITeamEngine Engine
    {
        get
        {
            lock (_gate) return _engine ??= Make();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_engine is IAsyncDisposable disposable) await disposable.DisposeAsync().ConfigureAwait(false);
        else (_engine as IDisposable)?.Dispose();
    }

    private ITeamEngine Make()
    {
        // One and no more: the checks of the start come before.
        var choice = registrations.Engines[0];
        var own = choice.Store is not null && registrations.Stores.Count == 0;
        return choice.Create(new TeamEngineStart(
            services, new DurableTaskRegistry().AddDurableTeams(), own ? RunTasks.StoreOnly : new HashSet<string>()));
    }
}
