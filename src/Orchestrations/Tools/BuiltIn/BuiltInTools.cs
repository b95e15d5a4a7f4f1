using DurableTeams.Definitions;
using DurableTeams.Modes;
using DurableTeams.Storage.Ids;

namespace DurableTeams.Tools.BuiltIn;

/// <summary>The tools that modes give to agents.</summary>
internal static class BuiltInTools
{
    private static readonly IBuiltInTool UpdateState = new UpdateStateTool();

    private static readonly Dictionary<string, IBuiltInTool> OfModes = new IBuiltInTool[]
    {
        new DelegateTool(), new DelegateToAllTool(), new CreateTaskTool(), new CompleteTool(), new TransferTool(),
        new ExitLoopTool(), new CurrentClaimsTool(), new NegotiationStateTool(), new SettleSectionTool(),
    }.ToDictionary(tool => tool.Name, StringComparer.Ordinal);

    /// <summary>
    /// The built-in tools of an agent: what its mode gives it, and the session state's where the team declares one.
    /// </summary>
    public static IReadOnlyList<IBuiltInTool> For(TeamDefinition team, AgentRef agent)
    {
        if (TeamModes.StepOf(agent.Brief)?.Questions is { } questions) return [OfModes[questions.Tool]];
        var looks = TeamModes.PartyOf(agent)?.Step.PartyTools.Select(name => OfModes[name]) ?? [];
        if (TeamModes.AsksInForm(team.Mode, agent.Brief)) return [.. looks];
        var mode = TeamModes.For(team.Mode);
        var names = agent.IsLeader ? mode.LeaderTools : mode.MemberTools(team, team.FindMember(agent.MemberId!)!);
        List<IBuiltInTool> tools = [.. names.Select(name => OfModes[name])];
        if (team.State is not null) tools.Add(UpdateState);
        tools.AddRange(looks);
        return tools;
    }
}
