using DurableTeams.Definitions;
using DurableTeams.Runs;

namespace DurableTeams.Tools;

/// <summary>The tools that modes give to agents.</summary>
internal static class BuiltInTools
{
    private static readonly IBuiltInTool Delegate = new DelegateTool();
    private static readonly IBuiltInTool DelegateToAll = new DelegateToAllTool();
    private static readonly IBuiltInTool CreateTask = new CreateTaskTool();
    private static readonly IBuiltInTool Complete = new CompleteTool();
    private static readonly IBuiltInTool Transfer = new TransferTool();
    private static readonly IBuiltInTool ExitLoop = new ExitLoopTool();
    private static readonly IBuiltInTool UpdateState = new UpdateStateTool();

    /// <summary>The built-in tools of an agent: by the team's mode and the step, and the session state's where the team declares one.</summary>
    public static IReadOnlyList<IBuiltInTool> For(TeamDefinition team, AgentRef agent)
    {
        if (agent.Brief?.Step is AgentStep.Split or AgentStep.Vote or AgentStep.Summarise) return [];
        List<IBuiltInTool> tools = (team.Mode, agent.IsLeader) switch
        {
            (TeamMode.Coordinate or TeamMode.Route, true) => [Delegate],
            (TeamMode.Broadcast, true) => [DelegateToAll],
            (TeamMode.Tasks, true) => [CreateTask, Complete],
            (TeamMode.Handoff, false) when TransferTool.Reachable(team, agent.MemberId!).Count > 0 => [Transfer],
            (TeamMode.Loop, false) => [ExitLoop],
            _ => [],
        };
        if (team.State is not null) tools.Add(UpdateState);
        return tools;
    }
}
