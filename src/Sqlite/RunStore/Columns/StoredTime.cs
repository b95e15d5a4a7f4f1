namespace DurableTeams.Sqlite.RunStore.Columns;

/// <summary>Times as ticks since 1970 in UTC: a time is read as it was written, but with offset zero.</summary>
internal static class StoredTime
{
    /// <summary>What is stored.</summary>
    public static long Write(DateTimeOffset time) => time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;

    /// <summary>What is stored, or null.</summary>
    public static long? Write(DateTimeOffset? time) => time is { } t ? Write(t) : null;

    /// <summary>The time.</summary>
    public static DateTimeOffset Read(long stored) => DateTimeOffset.UnixEpoch.AddTicks(stored);
}
