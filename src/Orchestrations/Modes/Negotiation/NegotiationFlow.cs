using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Modes.Negotiation;

/// <summary>The flow of one negotiation.</summary>
internal sealed class NegotiationFlow(ITeamRun team)
{
    private readonly NegotiationPlan _plan = NegotiationPlan.Of(team.Plan);
    private readonly Dictionary<string, MemberEnd> _made = new(StringComparer.Ordinal);
    private readonly List<string> _phase = [];
    private string? _summary;

    /// <summary>Runs it to the leader's answer.</summary>
    public async Task RunAsync()
    {
        var anyClaim = team.NextMemberRunId();
        var spec = await SettleUnclaimedAsync(await SettleContestedAsync(await NegotiateAsync()));
        spec = await team.RecordSpecAsync(SpecStage.Frozen);
        await SumUpAsync(TeamPhase.Negotiation);
        spec = await ProduceAsync(spec);
        await team.RecordSpecAsync(SpecStage.Done);
        await SumUpAsync(TeamPhase.Execution);
        // A part names a member run even where it tells that there is nothing to tell.
        var contents = spec.Sections.Select(section => _made.TryGetValue(section.Name, out var end)
            ? end.Part($"Section {section.Name}, by {end.Agent.MemberId}:")
            : new MessagePart($"Section {section.Name}:", anyClaim, "nobody claimed it, so it was not made"));
        var turn = await team.AskLeaderAsync(results: [.. contents]);
        // The leader may change the session state first, or answer once more in a fork.
        while (!turn.Final) turn = await team.AskLeaderAsync();
    }

    /// <summary>Claims, then rounds while a section is contested and rounds are left.</summary>
    private async Task<SpecOutline> NegotiateAsync()
    {
        var claim = new Brief
        {
            Step = NegotiationSteps.Claim.Step,
            Phase = TeamPhase.Deliberation,
            Sections = [.. _plan.Spec.Sections.Select(name => new SectionBrief(name))],
            Open = _plan.Spec.Open,
        };
        await AskAsync(_plan.Parties.Select(party => new MemberTask(party, claim)));
        var spec = await team.RecordSpecAsync(SpecStage.Claims);
        await SumUpAsync(TeamPhase.Deliberation);
        // A retried run negotiates further where the recorded rounds ended without agreement, and would again.
        var rounds = _plan.Rules.OnStalemate == StalematePolicy.Fail
            ? _plan.Rules.MaxRounds * (team.Leader.Attempt + 1)
            : _plan.Rules.MaxRounds;
        for (var round = 1; round <= rounds && spec.Contested.Any(); round++)
        {
            await AskAsync(_plan.Parties.Select(party => Respond(party, round, spec)).OfType<MemberTask>());
            spec = await team.RecordSpecAsync(SpecStage.Round);
        }

        return spec.In.Count > 0 ? spec : throw NoAgreement("has no party left");
    }

    private MemberTask? Respond(string party, int round, SpecOutline spec)
    {
        var contested = spec.Contested.Where(section => section.Claimants.Contains(party)).ToList();
        return contested.Count == 0 ? null : new MemberTask(party, new Brief
        {
            Step = NegotiationSteps.Respond.Step,
            Phase = TeamPhase.Negotiation,
            Round = round,
            Sections = [.. contested.Select(section => new SectionBrief(section.Name))],
            SummaryOf = _summary,
        });
    }

    private async Task<SpecOutline> SettleContestedAsync(SpecOutline spec)
    {
        var contested = spec.Contested.ToList();
        if (contested.Count == 0) return spec;
        if (_plan.Rules.OnStalemate != StalematePolicy.Fail)
            return await RuleAsync(
                _plan.Rules.OnStalemate == StalematePolicy.Ask ? NegotiationSteps.Ask : NegotiationSteps.Rule,
                TeamPhase.Negotiation, contested, section => section.Claimants);
        var open = contested.Select(section => $"{section.Name} ({string.Join(", ", section.Claimants)})");
        throw NoAgreement($"did not agree on these sections: {string.Join("; ", open)}");
    }

    private async Task<SpecOutline> SettleUnclaimedAsync(SpecOutline spec)
    {
        var unclaimed = spec.Unclaimed.ToList();
        if (unclaimed.Count == 0 || _plan.Rules.OnUnclaimed == UnclaimedPolicy.Leave) return spec;
        if (_plan.Rules.OnUnclaimed == UnclaimedPolicy.Assign)
            return await RuleAsync(NegotiationSteps.Assign, TeamPhase.Negotiation, unclaimed, _ => spec.In);
        throw NoAgreement($"has sections that nobody claims: {string.Join(", ", unclaimed.Select(section => section.Name))}");
    }

    /// <summary>Lets the owners make their sections. A section whose owner fails may go to another claimant.</summary>
    private async Task<SpecOutline> ProduceAsync(SpecOutline spec)
    {
        var open = spec.Sections.Where(section => section.Owner is not null).ToList();
        while (open.Count > 0)
        {
            SectionBrief[] frozen =
                [.. spec.Sections.Select(section => new SectionBrief(section.Name, section.Owner is { } owner ? [owner] : null))];
            foreach (var wave in Waves(open))
            {
                var ends = await AskAsync(wave.Select(section => new MemberTask(section.Owner!, new Brief
                {
                    Step = NegotiationSteps.Produce.Step,
                    Phase = TeamPhase.Execution,
                    Section = section.Name,
                    Sections = frozen,
                    SummaryOf = _summary,
                })));
                foreach (var (section, end) in wave.Zip(ends)) _made[section.Name] = end;
            }

            if (open.TrueForAll(section => _made[section.Name].Error is null)) return spec;
            var failed = (await team.RecordSpecAsync(SpecStage.Produced)).Sections
                .Where(section => section.Others.Count > 0 && open.Exists(tried => tried.Name == section.Name)).ToList();
            if (failed.Count == 0) return spec;
            spec = await RuleAsync(NegotiationSteps.Reassign, TeamPhase.Execution, failed, section => section.Others);
            open = [.. spec.Sections.Where(section => failed.Exists(tried => tried.Name == section.Name)
                && section.Owner != _made[section.Name].Agent.MemberId)];
        }

        return spec;
    }

    /// <summary>The sections that are made at the same time: all of them, or at most one of each owner.</summary>
    private IEnumerable<List<SectionOutline>> Waves(List<SectionOutline> sections) => _plan.Rules.ParallelSections
        ? [sections]
        : sections.GroupBy(section => sections.TakeWhile(other => other != section).Count(other => other.Owner == section.Owner))
            .OrderBy(wave => wave.Key).Select(wave => wave.ToList());

    /// <summary>Lets the leader, or a person, say who has sections.</summary>
    private async Task<SpecOutline> RuleAsync(
        ModeStep step, TeamPhase phase, IEnumerable<SectionOutline> sections,
        Func<SectionOutline, IReadOnlyList<string>> candidates)
    {
        await AskLeaderAsync(new Brief
        {
            Step = step.Step,
            Phase = phase,
            Sections = [.. sections.Select(section => new SectionBrief(section.Name, candidates(section)))],
            SummaryOf = _summary,
        });
        return await team.RecordSpecAsync(SpecStage.Ruled);
    }

    /// <summary>
    /// Lets the leader sum a phase up where the team file lists the phase; the later steps then see the summary. The summary of
    /// another phase follows from the specification alone, and is recorded with it.
    /// </summary>
    private async Task SumUpAsync(TeamPhase phase)
    {
        if (team.Plan.Phases.Contains(phase))
        {
            var brief = new Brief { Step = PhasedMode.Summarise.Step, Phase = phase, SummaryOf = _summary, Show = [.. _phase] };
            _summary = await AskLeaderAsync(brief);
            await team.EndPhaseAsync(new PhaseEndInput(team.Leader, phase, _summary));
        }

        _phase.Clear();
    }

    private async Task<IReadOnlyList<MemberEnd>> AskAsync(IEnumerable<MemberTask> tasks)
    {
        var ends = await team.RunMembersAsync([.. tasks]);
        _phase.AddRange(ends.Where(end => end.Error is null).Select(end => end.Agent.MemberRunId));
        return ends;
    }

    /// <summary>
    /// Asks the leader, or people, in a step outside the leader's own conversation. Without the answer nobody can go on, whatever
    /// the team does about members that fail.
    /// </summary>
    private async Task<string> AskLeaderAsync(Brief brief)
    {
        var end = await team.RunMemberAsync(team.Leader.TeamId, brief);
        if (end.Error is { } error) throw new RunFailedException(error);
        if (brief.Sections is not null) _phase.Add(end.Agent.MemberRunId);
        return end.Agent.MemberRunId;
    }

    private RunFailedException NoAgreement(string why) =>
        new(RunErrors.TeamError(team.Leader, "noAgreement", why, TeamPhase.Negotiation));
}
