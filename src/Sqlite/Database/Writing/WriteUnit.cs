using DurableTeams.Sqlite.Database.Connections;

namespace DurableTeams.Sqlite.Database.Writing;

/// <summary>A unit of work waiting for the writer: run (perhaps again), then told how it ended.</summary>
internal abstract class WriteUnit
{
    /// <summary>Whether the caller waits and is better told that the storage is unavailable than kept waiting.</summary>
    public abstract bool CanBeRefused { get; }

    /// <summary>When the caller gave up, the unit is left out.</summary>
    public virtual bool IsCanceled => false;

    public abstract void Run(WriteSession session);

    public abstract void Committed();

    public abstract void Failed(Exception exception);
}
