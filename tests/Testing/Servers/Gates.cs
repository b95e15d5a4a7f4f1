
namespace DurableTeams.Testing.Servers;

/// <summary>The gates of a server; a request passes the first one that takes it.</summary>
public sealed class Gates<T>
{
    private readonly Lock _sync = new();
    private readonly List<Gate<T>> _gates = [];

    /// <summary>Keeps back the answer to the first request that matches.</summary>
    public Gate<T> Hold(string what, Func<T, bool> matches) => Add(new Gate<T>(what, matches, holds: true));

    /// <summary>Tells when the first request that matches arrives and is answered.</summary>
    public Gate<T> Watch(string what, Func<T, bool> matches) => Add(new Gate<T>(what, matches, holds: false));

    /// <summary>Lets everything go that is held.</summary>
    public void ReleaseAll()
    {
        lock (_sync) _gates.ForEach(gate => gate.Release());
    }

    /// <summary>Lets everything go, and forgets the gates.</summary>
    public void Clear()
    {
        ReleaseAll();
        lock (_sync) _gates.Clear();
    }

    internal Gate<T>? Take(T request)
    {
        lock (_sync) return _gates.Find(gate => gate.TryTake(request));
    }

    private Gate<T> Add(Gate<T> gate)
    {
        lock (_sync) _gates.Add(gate);
        return gate;
    }
}
