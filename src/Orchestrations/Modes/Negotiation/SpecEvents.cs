using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Modes.Negotiation;

/// <summary>The events of a negotiation. Each has a key made of what it says, so that it is recorded once.</summary>
internal static class SpecEvents
{
    /// <summary>Bytes of the proposals and reasons of one round's event, as UTF-8; longer ones are cut evenly.</summary>
    public const int MostOfRound = 256 * 1024;

    /// <summary>The events of a step that has ended; those of earlier steps may be among them.</summary>
    /// <param name="leader">The team's own member run.</param>
    /// <param name="stage">The step.</param>
    /// <param name="spec">The specification after it.</param>
    /// <param name="summarised">The phases that the leader sums up itself.</param>
    public static IReadOnlyList<RunEventDraft> Of(
        AgentRef leader, SpecStage stage, Spec spec, IReadOnlyList<TeamPhase> summarised)
    {
        List<RunEventDraft> events = [];
        if (stage == SpecStage.Claims)
        {
            foreach (var section in spec.Sections)
            {
                foreach (var claim in section.Claims)
                    Add($"claim:{claim.MemberId}:{section.Name}", RunEventTypes.ClaimRegistered, new
                    {
                        section = section.Name,
                        memberId = claim.MemberId,
                        proposal = claim.Proposal,
                        reason = claim.Reason,
                        round = 0,
                    });
            }

            foreach (var section in spec.Sections.Where(section => section.Status == SectionStatus.Contested))
                Add($"contested:{section.Name}", RunEventTypes.SectionContested, new
                {
                    section = section.Name, claimants = section.Claims.Select(claim => claim.MemberId),
                });
        }

        if (stage == SpecStage.Round && spec.Rounds is [.., { } round])
            Add(FormattableString.Invariant($"round:{round.Round}"), RunEventTypes.NegotiationRound, new
            {
                round = round.Round, responses = Fit(round.Responses),
            });
        foreach (var section in spec.Sections.Where(section => section.By is not null))
            Add($"settled:{section.Name}:{section.By}:{section.Owner}", RunEventTypes.SectionSettled, new
            {
                section = section.Name, owner = section.Owner, by = section.By, round = section.Round,
            });
        if (stage == SpecStage.Frozen)
            Add("frozen", RunEventTypes.SpecFrozen, new
            {
                spec = spec.Sections.Where(section => section.Owner is not null).ToDictionary(
                    section => section.Name, section => new { owner = section.Owner, proposal = section.Proposal }),
            });
        if (PhaseOf(stage) is { } phase && !summarised.Contains(phase))
            Add($"phase:{PhaseText.Name(phase)}", RunEventTypes.PhaseCompleted, new
            {
                phase = PhaseText.Name(phase), summary = SpecSummary.Of(spec, phase, leader.TeamId), rounds = spec.Rounds.Count,
            });
        return events;

        void Add<T>(string key, string type, T data) => events.Add(new RunEventDraft(
            $"{leader.MemberRunId}:{key}", type, leader.MemberRunId, leader.MemberId, RunChanges.Data(data)));
    }

    private static IEnumerable<SpecResponse> Fit(IReadOnlyList<SpecResponse> responses)
    {
        var shown = EvenCut.Of([.. responses.SelectMany(response => new[] { response.Proposal, response.Reason })], MostOfRound);
        return responses.Select((response, i) => response with { Proposal = shown[2 * i], Reason = shown[(2 * i) + 1] });
    }

    /// <summary>The phase that ends with a step; null where none does.</summary>
    public static TeamPhase? PhaseOf(SpecStage stage) => stage switch
    {
        SpecStage.Claims => TeamPhase.Deliberation,
        SpecStage.Frozen => TeamPhase.Negotiation,
        SpecStage.Done => TeamPhase.Execution,
        _ => null,
    };
}
