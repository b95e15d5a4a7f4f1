using DurableTask.Core;

namespace DurableTeams.FunctionsHost.Durable;

/// <summary>No orchestration and no activity is in this process; the middleware has the worker run them.</summary>
internal sealed class NoTypes<T> : INameVersionObjectManager<T>
    where T : class
{
    public void Add(ObjectCreator<T> creator) => throw new NotSupportedException();

    public T? GetObject(string name, string? version) => null;
}
