using DurableTeams.Sqlite.Engine.Failures;
using Microsoft.DurableTask;

namespace DurableTeams.Sqlite.Engine.Activities;

/// <summary>The registered activities, by name.</summary>
internal sealed class ActivityCatalog
{
    private readonly Dictionary<TaskName, Func<IServiceProvider, ITaskActivity>> _factories = [];

    public ActivityCatalog(DurableTaskRegistry registry)
    {
        foreach (var (name, factory) in registry.GetActivities()) _factories.TryAdd(name, factory);
    }

    /// <summary>A new activity.</summary>
    /// <exception cref="ActivityNotFoundException">No activity has this name.</exception>
    public ITaskActivity Create(string name, IServiceProvider services) =>
        _factories.TryGetValue(new TaskName(name), out var factory)
            ? factory(services)
            : throw new ActivityNotFoundException(name);
}
