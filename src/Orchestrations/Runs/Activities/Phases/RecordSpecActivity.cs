using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Modes;
using DurableTeams.Modes.Negotiation;
using DurableTeams.Runs.Turns;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using Microsoft.DurableTask;

namespace DurableTeams.Runs.Activities.Phases;

/// <summary>
/// Records what a step of a negotiation came to, as events, and returns the specification as orchestrator code branches on it.
/// What it records follows from the member runs alone, so that a second time changes nothing.
/// </summary>
internal sealed class RecordSpecActivity(IRunStore store, ITeamCatalog catalog, TimeProvider time)
    : TaskActivity<RecordSpecInput, SpecOutline>
{
    /// <inheritdoc/>
    public override async Task<SpecOutline> RunAsync(TaskActivityContext context, RecordSpecInput? input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var leader = input.Leader;
        var team = await catalog.GetPinnedAsync(leader.DefinitionVersion);
        var memberRuns = (await store.ListMemberRunsAsync(leader.RunId))
            .Where(run => run.ParentMemberRunId == leader.MemberRunId).Take(input.Members).ToList();
        var spec = Spec.Of(team, leader.MemberRunId, memberRuns);
        var now = time.GetUtcNow();
        await store.CommitAsync(new RunChange(leader.RunId, now)
        {
            Events = SpecEvents.Of(leader, input.Stage, spec, team.Phases),
            SessionTurns = await RememberAsync(team, leader, input.Stage, spec, memberRuns, now) is { } turn ? [turn] : [],
        });
        return new SpecOutline(
            [.. spec.Sections.Select(section => new SectionOutline(section.Name, section.Owner)
            {
                Claimants = [.. section.Claims.Select(claim => claim.MemberId)],
                Others = section.Status == SectionStatus.Failed ? [.. section.Claimed.Except(section.FailedBy)] : [],
            })],
            [.. spec.Parties.Where(party => party.Out is null).Select(party => party.MemberId)]);
    }

    /// <summary>
    /// The summary of a phase in the session's history. The end of the last phase is remembered as the team's answer.
    /// </summary>
    private async Task<SessionTurn?> RememberAsync(
        TeamDefinition team, AgentRef leader, SpecStage stage, Spec spec, List<MemberRunRecord> memberRuns, DateTimeOffset at)
    {
        if (SpecEvents.PhaseOf(stage) is not { } phase || phase == TeamPhase.Execution || team.Phases.Contains(phase))
            return null;
        // In a fork, phases of the shared past are not added again: the session knows their summaries.
        if (leader.Attempt > 0 && await store.FindRunAsync(leader.RunId) is { ForkOf: not null } fork
            && memberRuns.TrueForAll(run => run.CompletedAt < fork.CreatedAt)) return null;
        // Each phase has a member run of its own in the session's history: those of claims remember nothing else there.
        var place = memberRuns[phase == TeamPhase.Deliberation ? 0 : 1].MemberRunId;
        return new SessionTurn(
            leader.SessionId, leader.RunId, place, InitialPrompt.SummariesId(leader.TeamId), PhaseText.Name(phase),
            SpecSummary.Of(spec, phase, leader.TeamId).ToJsonString(Json.ContractJson.Compact), at);
    }
}
