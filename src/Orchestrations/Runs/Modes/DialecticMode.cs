using DurableTeams.Definitions;

namespace DurableTeams.Runs.Modes;

/// <summary>The proposer proposes, the critic objects, the synthesizer reconciles both.</summary>
internal sealed class DialecticMode : PhasedMode
{
    protected override string Summariser(RunPlan plan) => plan.At(MemberPosition.Synthesizer)[0];

    protected override async Task<PhaseResult> RunPhaseAsync(ITeamRun team, Brief brief, bool last)
    {
        var (proposer, critic) = (team.Plan.At(MemberPosition.Proposer)[0], team.Plan.At(MemberPosition.Critic)[0]);
        var thesis = (await team.RunMemberAsync(proposer, brief with { Step = AgentStep.Propose })).Agent.MemberRunId;
        var critique = (await team.RunMemberAsync(critic, brief with { Step = AgentStep.Criticise, Show = [thesis] })).Agent.MemberRunId;
        var synthesis = await team.RunMemberAsync(
            Summariser(team.Plan), brief with { Step = AgentStep.Synthesise, Show = [thesis, critique], Final = last });
        return new PhaseResult(synthesis.Agent.MemberRunId, [thesis, critique, synthesis.Agent.MemberRunId]);
    }
}
