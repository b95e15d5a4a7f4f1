using DurableTeams.Definitions;
using DurableTeams.Runs;

namespace DurableTeams.Tools;

/// <summary>The tools that modes give to agents; a team's own tools may not have their names.</summary>
public static class BuiltInTools
{
    private static readonly IBuiltInTool[] None = [];
    private static readonly IBuiltInTool[] Coordinate = [new DelegateTool()];

    /// <summary>The names, those of modes to come included.</summary>
    public static IReadOnlySet<string> Names { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        DelegateTool.ToolName, "delegate_task_to_members", "create_task", "complete", "transfer_to_agent", "exit_loop", "update_session_state",
    };

    /// <summary>Why a team's own tool may not have such a name.</summary>
    internal static string Reason(string name) => $"'{name}' is a built-in tool; give yours another name";

    /// <summary>The built-in tools of an agent: a leader's go by the team's mode.</summary>
    internal static IReadOnlyList<IBuiltInTool> For(TeamDefinition team, AgentRef agent) => (team.Mode, agent.MemberId) switch
    {
        (TeamMode.Coordinate, null) => Coordinate,
        _ => None,
    };
}
