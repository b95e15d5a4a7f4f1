namespace DurableTeams.Embedded.Display;

/// <summary>
/// How many lines may be written: so many at once, and as many a second. Once they are used up, none may be written until all of
/// them may be again, so that there is one gap a second and not one after each line.
/// </summary>
internal sealed class LineBudget(int perSecond, TimeProvider time)
{
    private double _left = perSecond;
    private bool _usedUp;
    private long _at = time.GetTimestamp();

    /// <summary>Whether a line may be written now.</summary>
    public bool Allows
    {
        get
        {
            var now = time.GetTimestamp();
            _left = Math.Min(perSecond, _left + (time.GetElapsedTime(_at, now).TotalSeconds * perSecond));
            _at = now;
            _usedUp = _usedUp ? _left < perSecond : _left < 1;
            return !_usedUp;
        }
    }

    /// <summary>A line was written.</summary>
    public void Spend() => _left--;
}
