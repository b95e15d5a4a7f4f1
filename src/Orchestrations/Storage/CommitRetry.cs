namespace DurableTeams.Storage;

/// <summary>
/// Commits that record something known nowhere else, such as a model's answer. They wait while the storage is unavailable.
/// </summary>
internal static class CommitRetry
{
    // Activities on the Functions host end after ten minutes (host.json).
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5), s_first = TimeSpan.FromMilliseconds(250), s_last = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Commits, and tries again while the storage is unavailable. A change that is written twice is written once.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The storage stayed unavailable for minutes.</exception>
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
