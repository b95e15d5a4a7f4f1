namespace DurableTeams.Definitions.Checks;

/// <summary>The tools that modes offer by themselves; a team's own cannot have their names.</summary>
internal static class BuiltInTools
{
    public static readonly IReadOnlySet<string> Names = new HashSet<string>(StringComparer.Ordinal)
    {
        "delegate_task_to_member", "delegate_task_to_members", "create_task", "complete", "transfer_to_agent", "exit_loop",
        "update_session_state",
    };

    public static string Reason(string name) => $"'{name}' is a built-in tool; give yours another name";
}
