namespace DurableTeams.Storage;

/// <summary>Commits of what was done outside and is known nowhere else: worth waiting for storage that is away.</summary>
internal static class CommitRetry
{
    // Activities on the Functions host end after ten minutes (host.json).
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5), s_first = TimeSpan.FromMilliseconds(250), s_last = TimeSpan.FromSeconds(5);

    /// <summary>Commits, again and again while the storage is away. A change written twice is written once.</summary>
    /// <exception cref="StoreUnavailableException">It stayed away for minutes.</exception>
    public static async Task<bool> WhileAwayAsync(Func<Task<bool>> commit, TimeProvider time)
    {
        var began = time.GetUtcNow();
        for (var pause = s_first; ; pause = pause * 2 > s_last ? s_last : pause * 2)
        {
            try
            {
                return await commit().ConfigureAwait(false);
            }
            catch (StoreUnavailableException) when (time.GetUtcNow() - began < s_patience)
            {
                await Task.Delay(pause, time).ConfigureAwait(false);
            }
        }
    }
}
