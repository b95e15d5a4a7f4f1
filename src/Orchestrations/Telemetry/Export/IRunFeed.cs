using DurableTeams.Storage;

namespace DurableTeams.Telemetry.Export;

/// <summary>
/// Told by a store what this process wrote, once it is durable and never before. Must be cheap and must not throw.
/// </summary>
public interface IRunFeed
{
    /// <summary>Nobody listens.</summary>
    static IRunFeed None { get; } = new NoFeed();

    /// <summary>
    /// Whether the store is to keep how far the listener comes with a run that begins now (<see cref="ITraceCursors"/>).
    /// </summary>
    bool KeepsCursors => false;

    /// <summary>One listener for several; null for none.</summary>
    static IRunFeed? Of(IReadOnlyList<IRunFeed> feeds)
    {
        ArgumentNullException.ThrowIfNull(feeds);
        return feeds.Count switch { 0 => null, 1 => feeds[0], _ => new RunFeeds(feeds) };
    }

    /// <summary>Events of a run were written.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="after">The event before the first of them.</param>
    /// <param name="last">The last of them.</param>
    /// <param name="ended">Whether the run has ended with them.</param>
    void Committed(string runId, long after, long last, bool ended);

    /// <summary>This change of a run found no such run any more, and nothing of it was written.</summary>
    void Orphaned(RunChange change);

    /// <summary>Waits until a change is written, and calls <see cref="Orphaned"/> where the write finds no such run.</summary>
    /// <exception cref="KeyNotFoundException">The write found no such run.</exception>
    async Task<T> WatchAsync<T>(RunChange change, Task<T> written)
    {
        ArgumentNullException.ThrowIfNull(written);
        try
        {
            return await written.ConfigureAwait(false);
        }
        catch (KeyNotFoundException)
        {
            Orphaned(change);
            throw;
        }
    }

    private sealed class NoFeed : IRunFeed
    {
        public void Committed(string runId, long after, long last, bool ended)
        {
            // Tracing is off.
        }

        public void Orphaned(RunChange change)
        {
            // Tracing is off.
        }
    }
}
