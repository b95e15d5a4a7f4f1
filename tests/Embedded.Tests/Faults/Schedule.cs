namespace DurableTeams.Embedded.Tests.Faults;

/// <summary>
/// Disturbs, by a seed, who comes first: threads dawdle at the storage's write points and outside the process, so that
/// commits group and steps interleave otherwise than they do by themselves.
/// </summary>
internal sealed class Schedule(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>How many schedules a test goes through: 25, or what <c>FAULT_SEEDS</c> says.</summary>
    public static int Count => int.TryParse(Environment.GetEnvironmentVariable("FAULT_SEEDS"), out var asked) ? asked : 25;

    /// <summary>Each by its number.</summary>
    public static IEnumerable<int> Seeds => Enumerable.Range(1, Count);

    /// <summary>Dawdles, or not.</summary>
    public void Hesitate()
    {
        int kind, spins;
        lock (_random) (kind, spins) = (_random.Next(6), _random.Next(1, 6_000));
        if (kind == 0) Thread.Yield();
        else if (kind == 1) Thread.SpinWait(spins);
    }
}
