namespace DurableTeams.AzureTables.RunStore.Rows;

/// <summary>Waits before another attempt: longer each time, with a random part.</summary>
internal static class Backoff
{
    private const int MaxMilliseconds = 500;

    /// <summary>Waits after an attempt, counted from 0.</summary>
    public static Task WaitAsync(int attempt, CancellationToken cancellationToken) =>
        attempt == 0
            ? Task.CompletedTask
            : Task.Delay(Random.Shared.Next(1, Math.Min(MaxMilliseconds, 10 << Math.Min(attempt, 10))), cancellationToken);
}
