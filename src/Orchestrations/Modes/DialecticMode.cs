using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Storage.Ids;

namespace DurableTeams.Modes;

/// <summary>The proposer proposes, the critic objects, the synthesizer reconciles both.</summary>
internal sealed class DialecticMode : PhasedMode
{
    private static readonly ModeStep Criticise = new(
        new AgentStep("criticise"),
        _ => "Criticise this proposal: what is wrong with it, what is missing, what would be better.");

    private static readonly ModeStep Synthesise = new(
        new AgentStep("synthesise"), _ => "Reconcile the proposal and the critique into one answer.");

    /// <inheritdoc/>
    public override TeamMode Mode => TeamMode.Dialectic;

    /// <inheritdoc/>
    public override IReadOnlyList<MemberPosition> Positions =>
        [MemberPosition.Proposer, MemberPosition.Critic, MemberPosition.Synthesizer];

    /// <inheritdoc/>
    public override IReadOnlyList<ModeStep> Steps => [Propose, Criticise, Synthesise, Summarise];

    /// <inheritdoc/>
    public override bool MayAnswer(TeamDefinition team, MemberDefinition member) => member.Position == MemberPosition.Synthesizer;

    /// <inheritdoc/>
    public override string? AnswersInForm(TeamDefinition team, MemberPosition position) =>
        position == MemberPosition.Synthesizer && team.Phases.Count > 0 ? "a summary of each phase" : null;

    /// <inheritdoc/>
    protected override string Summariser(RunPlan plan) => plan.At(MemberPosition.Synthesizer)[0];

    protected override async Task<PhaseResult> RunPhaseAsync(ITeamRun team, Brief brief, bool last)
    {
        var (proposer, critic) = (team.Plan.At(MemberPosition.Proposer)[0], team.Plan.At(MemberPosition.Critic)[0]);
        var thesis = (await team.RunMemberAsync(proposer, brief with { Step = Propose.Step })).Agent.MemberRunId;
        var critique = (await team.RunMemberAsync(
            critic, brief with { Step = Criticise.Step, Show = [thesis] })).Agent.MemberRunId;
        var synthesis = await team.RunMemberAsync(
            Summariser(team.Plan), brief with { Step = Synthesise.Step, Show = [thesis, critique], Final = last });
        return new PhaseResult(synthesis.Agent.MemberRunId, [thesis, critique, synthesis.Agent.MemberRunId]);
    }
}
