namespace DurableTeams.Runs.Activities;

/// <summary>Keys of the events of a tool call, below its member run's id.</summary>
internal static class ToolEvents
{
    public static string StartedKey(int turn, int index) => FormattableString.Invariant($"t{turn}.{index}:started");

    public static string EndedKey(int turn, int index) => FormattableString.Invariant($"t{turn}.{index}:ended");
}
