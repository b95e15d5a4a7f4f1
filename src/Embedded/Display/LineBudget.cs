namespace DurableTeams.Embedded.Display;

/// <summary>How many lines may be written: so many a second, and as many at once.</summary>
internal sealed class LineBudget(int perSecond, TimeProvider time)
{
    private double _left = perSecond;
    private long _at = time.GetTimestamp();

    /// <summary>Whether a line may be written now.</summary>
    public bool Allows
    {
        get
        {
            var now = time.GetTimestamp();
            _left = Math.Min(perSecond, _left + (time.GetElapsedTime(_at, now).TotalSeconds * perSecond));
            _at = now;
            return _left >= 1;
        }
    }

    /// <summary>A line was written.</summary>
    public void Spend() => _left--;
}
