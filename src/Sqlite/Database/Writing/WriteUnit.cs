using DurableTeams.Sqlite.Database.Connections;

namespace DurableTeams.Sqlite.Database.Writing;

/// <summary>A unit of work that waits for the writer: it is run (perhaps again), then told how it ended.</summary>
internal abstract class WriteUnit
{
    /// <summary>Whether the caller waits, so that an exception is better than a long wait for failing storage.</summary>
    public abstract bool CanBeRefused { get; }

    /// <summary>Whether the caller gave up; the unit is then left out.</summary>
    public virtual bool IsCanceled => false;

    public abstract void Run(WriteSession session);

    public abstract void Committed();

    public abstract void Failed(Exception exception);
}
