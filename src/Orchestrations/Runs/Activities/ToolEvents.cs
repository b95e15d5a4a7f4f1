namespace DurableTeams.Runs.Activities;

/// <summary>Keys of a tool call's events, below its member run's id.</summary>
internal static class ToolEvents
{
    public static string StartedKey(int turn, int index) => FormattableString.Invariant($"t{turn}.{index}:started");

    public static string EndedKey(int turn, int index) => FormattableString.Invariant($"t{turn}.{index}:ended");
}
