using DurableTeams.Storage.Records;

namespace DurableTeams.Modes.Negotiation;

/// <summary>
/// Makes a specification from the member runs of its negotiation. A step counts once all that it asks have answered: no party
/// sees a claim or a response before the others have made theirs.
/// </summary>
internal sealed class SpecFold
{
    private readonly NegotiationPlan _plan;
    private readonly IReadOnlyList<MemberRunRecord> _runs;
    private readonly List<SectionState> _sections;
    private readonly Dictionary<string, RunError> _out = new(StringComparer.Ordinal);
    private readonly List<SpecRound> _rounds = [];

    /// <summary>Folds the member runs.</summary>
    /// <param name="plan">The settings.</param>
    /// <param name="runs">The member runs that the team started, ordered by position.</param>
    public SpecFold(NegotiationPlan plan, IReadOnlyList<MemberRunRecord> runs)
    {
        (_plan, _runs) = (plan, runs);
        _sections = [.. plan.Spec.Sections.Select(name => new SectionState(name))];
        if (!TakeClaims()) return;
        while (_sections.Exists(section => section.IsContested) && TakeRound(_rounds.Count + 1))
        {
            // Until nothing is contested, or a round is not over.
        }

        if (plan.Rules.OnStalemate == StalematePolicy.First && _rounds.Count >= plan.Rules.MaxRounds)
        {
            foreach (var section in _sections.Where(section => section.IsContested))
                section.Settle(section.Claims[0].MemberId, SettledBy.First, _rounds.Count);
        }

        foreach (var run in runs) TakeLater(run);
    }

    /// <summary>The specification.</summary>
    public Spec Spec => new(
        [.. _sections.Select(section => section.View(_out))],
        [.. _plan.Parties.Select(party => new SpecParty(party, _out.GetValueOrDefault(party)))],
        _rounds);

    private bool TakeClaims()
    {
        if (Answers(NegotiationSteps.Claim, round: 0, _plan.Parties) is not { } answers) return false;
        foreach (var (party, output) in answers)
        {
            foreach (var claim in NegotiationAnswers.Claims(output))
            {
                var section = _sections.Find(section => section.Name == claim.Section);
                if (section is null)
                {
                    if (_sections.Count >= NegotiationSettings.MostSections) continue;
                    _sections.Add(section = new SectionState(claim.Section));
                }

                section.Claimed.Add(party);
                section.Claims.Add(new SpecClaim(party, claim.Proposal ?? string.Empty, claim.Reason, 0));
            }
        }

        SettleAlone(SettledBy.Claim, 0);
        return true;
    }

    /// <summary>Takes all responses of a round together.</summary>
    private bool TakeRound(int round)
    {
        var contested = _sections.Where(section => section.IsContested).ToList();
        var asked = _plan.Parties
            .Where(party => contested.Exists(section => section.Claims.Exists(claim => claim.MemberId == party))).ToList();
        if (Answers(NegotiationSteps.Respond, round, asked) is not { } answers) return false;
        var responses = answers
            .SelectMany(answer => NegotiationAnswers.Responses(answer.Output, answer.Party))
            .Where(response => contested.Exists(section => section.Name == response.Section)).ToList();
        _rounds.Add(new SpecRound(round, responses));
        foreach (var section in contested) section.Take(responses, round);
        SettleAlone(SettledBy.Concession, round);
        return true;
    }

    /// <summary>The outputs of a step in file order, without parties that are out; null while one has not ended.</summary>
    private List<(string Party, string Output)>? Answers(ModeStep step, int round, IReadOnlyList<string> parties)
    {
        var runs = parties.Select(party => _runs.FirstOrDefault(
            run => run.MemberId == party && run.Brief?.Step == step.Step && run.Brief.Round == round)).ToList();
        // A party that has failed is out only when the others have ended, too: they see the step as it began.
        if (runs.Exists(run => run is null || !run.Status.IsFinal())) return null;
        List<(string, string)> answers = [];
        foreach (var (party, run) in parties.Zip(runs))
        {
            if (run!.Status == RunStatus.Completed) answers.Add((party, run.Output ?? string.Empty));
            else TakeOut(party, run.Error ?? new RunError("cancelled", "The party was cancelled.", party));
        }

        return answers;
    }

    private void TakeOut(string party, RunError error)
    {
        _out[party] = error;
        foreach (var section in _sections) section.Drop(party);
    }

    private void SettleAlone(string by, int round)
    {
        foreach (var section in _sections.Where(section => section.Owner is null && section.Claims.Count == 1))
            section.Settle(section.Claims[0].MemberId, by, round);
    }

    /// <summary>Takes rulings, and the work on sections.</summary>
    private void TakeLater(MemberRunRecord run)
    {
        if (run.Brief is not { Sections: { } asked } brief) return;
        if (NegotiationSteps.Rules(brief.Step) is { } by)
        {
            if (run.Status != RunStatus.Completed) return;
            foreach (var ruling in NegotiationAnswers.Rulings(run.Output ?? string.Empty))
            {
                if (ruling.Owner is { } owner
                    && asked.FirstOrDefault(section => section.Name == ruling.Section)?.Parties?.Contains(owner) == true)
                    _sections.Find(section => section.Name == ruling.Section)?.Settle(owner, by, _rounds.Count);
            }
        }
        else if (brief.Section is { } name)
        {
            _sections.Find(section => section.Name == name)?.Work(run);
        }
    }

    private sealed class SectionState(string name)
    {
        private string? _by;
        private int _round;
        private MemberRunRecord? _work;

        public string Name => name;

        public List<SpecClaim> Claims { get; } = [];

        public List<string> Claimed { get; } = [];

        public List<string> FailedBy { get; } = [];

        public string? Owner { get; private set; }

        public bool IsContested => Owner is null && Claims.Count > 1;

        public void Settle(string owner, string by, int round)
        {
            (Owner, _by, _round) = (owner, by, round);
            if (_work?.MemberId != owner) _work = null;
        }

        public void Drop(string party)
        {
            Claims.RemoveAll(claim => claim.MemberId == party);
            if (Owner == party) Owner = null;
        }

        public void Work(MemberRunRecord run)
        {
            (Owner, _work) = (run.MemberId, run);
            if (run.Status == RunStatus.Failed) FailedBy.Add(run.MemberId!);
        }

        public void Take(IReadOnlyList<SpecResponse> responses, int round)
        {
            var mine = responses.Where(response => response.Section == name).ToList();
            var concede = Claims.Where(claim => mine.Exists(response => response.MemberId == claim.MemberId
                && response.Decision == NegotiationAnswers.Concede)).ToList();
            // If all concede to each other, the first in file order stays.
            if (concede.Count > 0 && concede.Count == Claims.Count) concede.RemoveAt(0);
            Claims.RemoveAll(concede.Contains);
            foreach (var response in mine.Where(response => response.Decision == NegotiationAnswers.Revise))
            {
                var at = Claims.FindIndex(claim => claim.MemberId == response.MemberId);
                if (at >= 0)
                    Claims[at] = new SpecClaim(
                        response.MemberId, response.Proposal ?? Claims[at].Proposal, response.Reason ?? Claims[at].Reason, round);
            }
        }

        public SpecSection View(Dictionary<string, RunError> gone) => new(name, Status, [.. Claims])
        {
            Owner = Owner,
            By = Owner is null ? null : _by,
            Round = Owner is null ? 0 : _round,
            Claimed = [.. Claimed.Where(party => !gone.ContainsKey(party))],
            FailedBy = [.. FailedBy],
            ProducedBy = _work?.MemberRunId,
            Content = _work?.Status == RunStatus.Completed ? _work.Output : null,
        };

        private SectionStatus Status => _work?.Status switch
        {
            RunStatus.Completed => SectionStatus.Done,
            RunStatus.Failed or RunStatus.Cancelled => SectionStatus.Failed,
            _ => Owner is not null ? SectionStatus.Settled : Claims.Count > 1 ? SectionStatus.Contested : SectionStatus.Open,
        };
    }
}
