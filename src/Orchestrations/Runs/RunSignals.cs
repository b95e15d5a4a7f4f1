namespace DurableTeams.Runs;

/// <summary>
/// The external events that orchestrations wait for. Each name is waited for once in the life of an instance: a
/// requirement's decision under the requirement's id (at the agent run's instance), cancelling under <see cref="Cancel"/>
/// (at the run's instance and at each agent run's).
/// </summary>
public static class RunSignals
{
    /// <summary>Cancel; the payload is the reason, a string or null.</summary>
    public const string Cancel = "cancel";

    /// <summary>Pause number n of the run began; raised at the run's instance.</summary>
    public static string Paused(int pause) => FormattableString.Invariant($"paused-{pause}");

    /// <summary>Pause number n of the run ended; raised at the run's instance.</summary>
    public static string Continued(int pause) => FormattableString.Invariant($"continued-{pause}");
}

/// <summary>The payload of a decision's event, raised at the instance of the agent run that waits, under the requirement's id.</summary>
/// <param name="Decision"><c>approve</c> or <c>reject</c>; the rest is in the store under the requirement's id.</param>
/// <param name="EndedPause">Which pause of the run this decision ended, if it did.</param>
public sealed record DecisionSignal(string Decision, int? EndedPause);
