using DurableTeams.Storage;

namespace DurableTeams.Telemetry.Export;

/// <summary>Tells several listeners, in their order.</summary>
internal sealed class RunFeeds(IReadOnlyList<IRunFeed> feeds) : IRunFeed
{
    public bool KeepsCursors => feeds.Any(feed => feed.KeepsCursors);

    public void Committed(string runId, long after, long last, bool ended)
    {
        foreach (var feed in feeds) feed.Committed(runId, after, last, ended);
    }

    public void Orphaned(RunChange change)
    {
        foreach (var feed in feeds) feed.Orphaned(change);
    }
}
