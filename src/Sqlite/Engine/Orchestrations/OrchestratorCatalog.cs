using Microsoft.DurableTask;

namespace DurableTeams.Sqlite.Engine.Orchestrations;

/// <summary>The registered orchestrators, by name.</summary>
internal sealed class OrchestratorCatalog
{
    private readonly Dictionary<TaskName, Func<IServiceProvider, ITaskOrchestrator>> _factories = [];
    private readonly IServiceProvider _services;

    public OrchestratorCatalog(DurableTaskRegistry registry, IServiceProvider services)
    {
        _services = services;
        // The registry lists a name once per version, without the version; the first entry stands for all.
        foreach (var (name, factory) in registry.GetOrchestrators()) _factories.TryAdd(name, factory);
    }

    /// <summary>A new orchestrator, or null where no orchestrator has this name.</summary>
    public ITaskOrchestrator? Create(string name) =>
        _factories.TryGetValue(new TaskName(name), out var factory) ? factory(_services) : null;
}
