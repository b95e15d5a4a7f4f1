namespace DurableTeams.Sqlite.Engine.Sequencing;

/// <summary>A timer of an instance, ordered by when it is due.</summary>
internal readonly record struct TimerKey(long Due, long Instance, int Generation, int Id) : IComparable<TimerKey>
{
    /// <summary>The number of the timer that starts an instance later.</summary>
    public const int Start = -1;

    public int CompareTo(TimerKey other)
    {
        var order = Due.CompareTo(other.Due);
        if (order == 0) order = Instance.CompareTo(other.Instance);
        if (order == 0) order = Generation.CompareTo(other.Generation);
        return order != 0 ? order : Id.CompareTo(other.Id);
    }
}
