using DurableTeams.Definitions;

namespace DurableTeams.Runs.Modes;

/// <summary>The orchestrator splits the work, workers do their parts in parallel, each seeing only its own, the orchestrator puts them together.</summary>
internal sealed class HierarchicalMode : PhasedMode
{
    protected override string Summariser(RunPlan plan) => plan.At(MemberPosition.Orchestrator)[0];

    protected override async Task<PhaseResult> RunPhaseAsync(ITeamRun team, Brief brief, bool last)
    {
        var orchestrator = Summariser(team.Plan);
        var split = await team.RunMemberAsync(orchestrator, brief with { Step = AgentStep.Split });
        // A worker sees its part alone: neither the message nor what the phases before came to.
        var part = new Brief { Phase = brief.Phase, SubtaskOf = split.Agent.MemberRunId };
        var parts = await team.RunMembersAsync([.. team.Plan.At(MemberPosition.Worker).Select(worker => new MemberTask(worker, part))]);
        List<string> shown = [.. parts.Select(end => end.Agent.MemberRunId)];
        var whole = await team.RunMemberAsync(orchestrator, brief with { Step = AgentStep.Integrate, Show = shown, Final = last });
        return new PhaseResult(whole.Agent.MemberRunId, [whole.Agent.MemberRunId]);
    }
}
