namespace DurableTeams.Testing.Storage;

/// <summary>The time of stored records: a morning in November 2026, with milliseconds.</summary>
public static class TestTime
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 10, 0, 0, 123, TimeSpan.Zero);

    /// <summary>So many seconds after the start.</summary>
    public static DateTimeOffset At(int second) => Start.AddSeconds(second);
}
