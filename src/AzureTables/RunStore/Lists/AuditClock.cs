namespace DurableTeams.AzureTables.RunStore.Lists;

/// <summary>Positions in the order of all audit entries: the time of writing, never the same twice in one process.</summary>
internal static class AuditClock
{
    private static long _last;

    /// <summary>A position after all earlier positions of this process.</summary>
    public static long Next()
    {
        while (true)
        {
            var last = Volatile.Read(ref _last);
            var next = Math.Max(last + 1, DateTimeOffset.UtcNow.UtcTicks);
            if (Interlocked.CompareExchange(ref _last, next, last) == last) return next;
        }
    }
}
