namespace DurableTeams.Storage;

/// <summary>
/// Commits that record something known nowhere else, such as a model's answer. They wait while the storage is unavailable.
/// </summary>
internal static class CommitRetry
{
    // Activities on the Functions host end after ten minutes (host.json).
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Last = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Commits, and tries again while the storage is unavailable. A change that is written twice is written once.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The storage stayed unavailable for minutes.</exception>
    public static async Task<bool> WhileAwayAsync(Func<Task<bool>> commit, TimeProvider time)
    {
        var began = time.GetUtcNow();
        for (var pause = First; ; pause = pause * 2 > Last ? Last : pause * 2)
        {
            try
            {
                return await commit().ConfigureAwait(false);
            }
            catch (StoreUnavailableException) when (time.GetUtcNow() - began < Patience)
            {
                await Task.Delay(pause, time).ConfigureAwait(false);
            }
        }
    }
}
