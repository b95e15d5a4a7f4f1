namespace DurableTeams.Storage.Work;

/// <summary>The bounds on one piece of work.</summary>
public static class WorkLimits
{
    /// <summary>Events of workers.</summary>
    public const int Events = 10_000;

    /// <summary>Questions of workers.</summary>
    public const int Asks = 100;

    /// <summary>Tokens of lost attempts that are remembered: an older one is not known any more.</summary>
    public const int LostTokens = 200;

    /// <summary>Batches of events of unknown work that are kept; the oldest go first.</summary>
    public const int Orphans = 1_000;

    /// <summary>Characters of a late result that its event shows.</summary>
    public const int LateResult = 10_000;

    /// <summary>The turn of the answer in the conversation of the member run: after all events.</summary>
    public const int AnswerTurn = 1_000_000;

    /// <summary>How long after its end work takes events.</summary>
    public static TimeSpan Grace { get; } = TimeSpan.FromMinutes(1);
}
