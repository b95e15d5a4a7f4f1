namespace DurableTeams.Hooks;

/// <summary>What a hook says of a run that is about to work.</summary>
public sealed class RunVerdict
{
    private RunVerdict()
    {
    }

    /// <summary>The run works.</summary>
    public static RunVerdict Pass { get; } = new();

    /// <summary>The run fails with <c>hookBlocked</c>, before any agent is asked.</summary>
    /// <param name="reason">Why, for people; up to 1,000 characters.</param>
    public static RunVerdict Block(string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return new RunVerdict { Reason = reason };
    }

    internal string? Reason { get; private init; }
}
