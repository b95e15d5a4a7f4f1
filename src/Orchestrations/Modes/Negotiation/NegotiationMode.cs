using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Modes;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Modes.Negotiation;

/// <summary>
/// Parties claim sections of one specification, blind to each other, negotiate the contested ones in rounds, and the
/// specification is frozen. Each owner then makes its sections, and the leader puts the result together.
/// </summary>
internal sealed class NegotiationMode : ModeDescriptor
{
    /// <inheritdoc/>
    public override TeamMode Mode => new(NegotiationSettings.Name);

    /// <inheritdoc/>
    public override bool HasLeader => true;

    /// <inheritdoc/>
    public override IReadOnlyList<ModeSetting> Settings => NegotiationSettings.Mappings;

    /// <inheritdoc/>
    public override IReadOnlyList<ModeStep> Steps => NegotiationSteps.All;

    /// <inheritdoc/>
    public override string LeaderTask =>
        "Your members are the parties of a negotiation over the sections of one specification. You rule where they cannot agree, "
        + "and at the end you put their sections together into one answer for the user.";

    /// <inheritdoc/>
    public override string? MemberNote(TeamDefinition team, MemberDefinition member) =>
        "You are a party of a negotiation over the sections of one specification. The other parties are: "
        + string.Join(", ", team.Members.Where(other => other.Id != member.Id).Select(other => other.Id)) + ".";

    /// <inheritdoc/>
    public override async Task RunAsync(ITeamRun team)
    {
        var plan = NegotiationPlan.Of(team.Plan);
        var anyClaim = team.NextMemberRunId();
        var spec = await NegotiateAsync(team, plan);
        spec = await FreezeAsync(team, plan, spec);
        var ends = await ProduceAsync(team, plan, spec);
        await team.RecordSpecAsync(SpecStage.Done);
        // A part names a member run even where it tells that there is nothing to tell.
        var contents = spec.Sections.Select(section => ends.TryGetValue(section.Name, out var end)
            ? end.Part($"Section {section.Name}, by {end.Agent.MemberId}:")
            : new MessagePart($"Section {section.Name}:", anyClaim, "nobody claimed it, so it was not made"));
        await team.AskLeaderAsync(results: [.. contents]);
    }

    /// <summary>Claims, then rounds while a section is contested and rounds are left.</summary>
    private static async Task<SpecOutline> NegotiateAsync(ITeamRun team, NegotiationPlan plan)
    {
        var claim = new Brief
        {
            Step = NegotiationSteps.Claim.Step,
            Phase = TeamPhase.Deliberation,
            Sections = [.. plan.Spec.Sections.Select(name => new SectionBrief(name))],
            Open = plan.Spec.Open,
        };
        await team.RunMembersAsync([.. plan.Parties.Select(party => new MemberTask(party, claim))]);
        var spec = await team.RecordSpecAsync(SpecStage.Claims);
        // A retried run negotiates further where the recorded rounds ended without agreement, and would again.
        var rounds = plan.Rules.OnStalemate == StalematePolicy.Fail
            ? plan.Rules.MaxRounds * (team.Leader.Attempt + 1)
            : plan.Rules.MaxRounds;
        for (var round = 1; round <= rounds && spec.Contested.Any(); round++)
        {
            await team.RunMembersAsync(
            [
                .. plan.Parties.Select(party => (Party: party, Mine: spec.Contested.Where(section => section.Claimants.Contains(
                    party))))
                    .Where(asked => asked.Mine.Any())
                    .Select(asked => new MemberTask(asked.Party, new Brief
                    {
                        Step = NegotiationSteps.Respond.Step,
                        Phase = TeamPhase.Negotiation,
                        Round = round,
                        Sections = [.. asked.Mine.Select(section => new SectionBrief(section.Name))],
                    })),
            ]);
            spec = await team.RecordSpecAsync(SpecStage.Round);
        }

        return spec;
    }

    /// <summary>Settles what the parties could not settle, and freezes the specification.</summary>
    private static async Task<SpecOutline> FreezeAsync(ITeamRun team, NegotiationPlan plan, SpecOutline spec)
    {
        if (spec.In.Count == 0) throw NoAgreement(team, "has no party left");
        if (spec.Contested.ToList() is { Count: > 0 } contested)
        {
            spec = plan.Rules.OnStalemate switch
            {
                StalematePolicy.Fail => throw NoAgreement(
                    team,
                    "did not agree on these sections: "
                        + string.Join(
                            "; ", contested.Select(section => $"{section.Name} ({string.Join(", ", section.Claimants)})"))),
                StalematePolicy.Ask => await RuleAsync(team, NegotiationSteps.Ask, contested, section => section.Claimants),
                _ => await RuleAsync(team, NegotiationSteps.Rule, contested, section => section.Claimants),
            };
        }

        if (spec.Unclaimed.ToList() is { Count: > 0 } unclaimed)
        {
            if (plan.Rules.OnUnclaimed == UnclaimedPolicy.Fail)
                throw NoAgreement(
                    team, $"has sections that nobody claims: {string.Join(", ", unclaimed.Select(section => section.Name))}");
            if (plan.Rules.OnUnclaimed == UnclaimedPolicy.Assign)
                spec = await RuleAsync(team, NegotiationSteps.Assign, unclaimed, _ => spec.In);
        }

        return await team.RecordSpecAsync(SpecStage.Frozen);
    }

    /// <summary>Lets the owners make their sections; a section whose owner fails may go to another claimant.</summary>
    private static async Task<Dictionary<string, MemberEnd>> ProduceAsync(ITeamRun team, NegotiationPlan plan, SpecOutline spec)
    {
        Dictionary<string, MemberEnd> ends = new(StringComparer.Ordinal);
        var open = spec.Sections.Where(section => section.Owner is not null).ToList();
        while (open.Count > 0)
        {
            SectionBrief[] frozen =
                [.. spec.Sections.Select(section => new SectionBrief(section.Name, section.Owner is { } owner ? [owner] : null))];
            foreach (var wave in Waves(open, plan.Rules.ParallelSections))
            {
                var made = await team.RunMembersAsync([.. wave.Select(section => new MemberTask(section.Owner!, new Brief
                {
                    Step = NegotiationSteps.Produce.Step,
                    Phase = TeamPhase.Execution,
                    Section = section.Name,
                    Sections = frozen,
                }))]);
                foreach (var (section, end) in wave.Zip(made)) ends[section.Name] = end;
            }

            if (open.TrueForAll(section => ends[section.Name].Error is null)) break;
            spec = await team.RecordSpecAsync(SpecStage.Produced);
            var again = spec.Sections.Where(section => section.Others.Count > 0).ToList();
            if (again.Count == 0) break;
            spec = await RuleAsync(team, NegotiationSteps.Reassign, again, section => section.Others);
            open = [.. spec.Sections.Where(section => section.Owner is { } owner
                && ends.TryGetValue(section.Name, out var end) && end.Error is not null && end.Agent.MemberId != owner)];
        }

        return ends;
    }

    /// <summary>Lets the leader, or a person, say who has sections.</summary>
    private static async Task<SpecOutline> RuleAsync(
        ITeamRun team, ModeStep step, IEnumerable<SectionOutline> sections,
        Func<SectionOutline, IReadOnlyList<string>> candidates)
    {
        var brief = new Brief
        {
            Step = step.Step,
            Phase = step == NegotiationSteps.Reassign ? TeamPhase.Execution : TeamPhase.Negotiation,
            Sections = [.. sections.Select(section => new SectionBrief(section.Name, candidates(section)))],
        };
        var ruled = await team.RunMemberAsync(team.Leader.TeamId, brief);
        // Without a ruling nobody can go on, whatever the team does about members that fail.
        return ruled.Error is { } error ? throw new RunFailedException(error) : await team.RecordSpecAsync(SpecStage.Ruled);
    }

    /// <summary>
    /// The sections that are made at the same time: all of them, or at most one of each owner.
    /// </summary>
    private static IEnumerable<List<SectionOutline>> Waves(List<SectionOutline> sections, bool parallel) => parallel
        ? [sections]
        : sections.GroupBy(section => sections.TakeWhile(other => other != section).Count(other => other.Owner == section.Owner))
            .OrderBy(wave => wave.Key).Select(wave => wave.ToList());

    private static RunFailedException NoAgreement(ITeamRun team, string why) =>
        new(RunErrors.TeamError(team.Leader, "noAgreement", why, TeamPhase.Negotiation));
}
