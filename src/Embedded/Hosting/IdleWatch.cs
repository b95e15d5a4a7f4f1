using DurableTeams.Storage;

namespace DurableTeams.Embedded.Hosting;

/// <summary>Tells when no run has been active for a while. Paused runs wait for people, and are not active.</summary>
internal static class IdleWatch
{
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortestLook = TimeSpan.FromMilliseconds(50);

    /// <summary>Returns once no run was pending or running for this long.</summary>
    public static async Task WaitAsync(IRunStore store, TimeSpan idle, TimeProvider time, CancellationToken cancellation)
    {
        var look = idle / 10;
        look = look < ShortestLook ? ShortestLook : look > LongestLook ? LongestLook : look;
        var active = time.GetUtcNow();
        while (true)
        {
            await Task.Delay(look, time, cancellation);
            active = await LastActiveAsync(store, active, time, cancellation);
            if (time.GetUtcNow() - active >= idle) return;
        }
    }

    private static async Task<DateTimeOffset> LastActiveAsync(
        IRunStore store, DateTimeOffset before, TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            foreach (var status in new[] { RunStatus.Running, RunStatus.Pending })
            {
                if ((await store.ListRunsAsync(new RunQuery(status, Limit: 1), cancellation)).Items.Count > 0) return time.GetUtcNow();
            }

            // A run may have come and gone between two looks.
            var newest = (await store.ListRunsAsync(new RunQuery(Limit: 1), cancellation)).Items;
            return newest.Count > 0 && newest[0].UpdatedAt > before ? newest[0].UpdatedAt : before;
        }
        catch (StoreUnavailableException)
        {
            // Not known to be idle.
            return time.GetUtcNow();
        }
    }
}
