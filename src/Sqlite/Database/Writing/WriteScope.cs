using DurableTeams.Sqlite.Database.Connections;

namespace DurableTeams.Sqlite.Database.Writing;

/// <summary>
/// Writes that travel with an activity's result: what an activity writes while a scope is current is committed in one
/// transaction with the result, or not at all.
/// </summary>
internal sealed class WriteScope : IDisposable
{
    private static readonly AsyncLocal<WriteScope?> CurrentScope = new();
    private readonly WriteScope? _outer;
    private readonly Lock _gate = new();
    private List<Action<WriteSession>>? _units;
    private bool _closed;

    private WriteScope(WriteScope? outer) => _outer = outer;

    /// <summary>The scope this code runs in, or null.</summary>
    public static WriteScope? Current => CurrentScope.Value;

    /// <summary>The writes so far, in order.</summary>
    public IReadOnlyList<Action<WriteSession>> Units
    {
        get
        {
            lock (_gate) return _units is null ? [] : _units.ToArray();
        }
    }

    /// <summary>Makes a new scope current for this flow of execution.</summary>
    public static WriteScope Begin()
    {
        var scope = new WriteScope(CurrentScope.Value);
        CurrentScope.Value = scope;
        return scope;
    }

    /// <summary>Adds a write.</summary>
    /// <exception cref="InvalidOperationException">The activity of this scope has ended already.</exception>
    public void Add(Action<WriteSession> unit)
    {
        lock (_gate)
        {
            if (_closed)
                throw new InvalidOperationException("The activity has ended, so this write cannot be committed with its result.");
            (_units ??= []).Add(unit);
        }
    }

    /// <summary>Closes the scope: no further writes can be added.</summary>
    public void Dispose()
    {
        lock (_gate) _closed = true;
        if (CurrentScope.Value == this) CurrentScope.Value = _outer;
    }
}
