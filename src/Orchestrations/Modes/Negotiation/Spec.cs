using DurableTeams.Definitions;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Modes.Negotiation;

/// <summary>
/// The specification that parties negotiate over, as it stands. It is made of the member runs of the negotiation alone
/// (<see cref="SpecFold"/>), so that retries and forks of a run have it without a record of its own.
/// </summary>
/// <param name="Sections">The sections: the listed ones in file order, then others in the order of their claims.</param>
/// <param name="Parties">The parties, in file order.</param>
/// <param name="Rounds">The rounds of responses that were taken.</param>
internal sealed record Spec(
    IReadOnlyList<SpecSection> Sections, IReadOnlyList<SpecParty> Parties, IReadOnlyList<SpecRound> Rounds)
{
    /// <summary>The specification of a team's negotiation.</summary>
    /// <param name="team">The team.</param>
    /// <param name="leader">The team's own member run.</param>
    /// <param name="memberRuns">The run's member runs, ordered by position.</param>
    /// <param name="members">How many of the team's member runs count; null for all.</param>
    public static Spec Of(
        TeamDefinition team, string leader, IEnumerable<MemberRunRecord> memberRuns, int? members = null) =>
        new SpecFold(NegotiationPlan.Of(team), [.. Below(leader, memberRuns).Take(members ?? int.MaxValue)]).Spec;

    /// <summary>The specification as a party's agents know it.</summary>
    /// <param name="party">The party.</param>
    /// <param name="memberRuns">The run's member runs, ordered by position.</param>
    public static Spec Of(PartyRef party, IEnumerable<MemberRunRecord> memberRuns)
    {
        var own = Below(RunIds.ParentOf(party.MemberRunId)!, memberRuns);
        return new SpecFold(NegotiationPlan.Of(own), own).Spec.OwnedAs(party.Brief);
    }

    /// <summary>The section, or null.</summary>
    public SpecSection? Find(string name) => Sections.FirstOrDefault(section => section.Name == name);

    // A party is told the owners of the frozen specification, which it could not work out without the team's settings.
    private Spec OwnedAs(Brief brief) => brief.Section is null ? this : this with
    {
        Sections = [.. Sections.Select(section =>
            brief.Sections!.FirstOrDefault(frozen => frozen.Name == section.Name) is { Parties: [var owner] }
                && section.Status is SectionStatus.Open or SectionStatus.Contested
                ? section with { Owner = owner, Status = SectionStatus.Settled }
                : section)],
    };

    private static List<MemberRunRecord> Below(string leader, IEnumerable<MemberRunRecord> memberRuns) =>
        [.. memberRuns.Where(run => run.ParentMemberRunId == leader)];
}

/// <summary>A section of a specification.</summary>
/// <param name="Name">The section.</param>
/// <param name="Status">How far it is.</param>
/// <param name="Claims">The claims that stand, in file order of their parties.</param>
internal sealed record SpecSection(string Name, SectionStatus Status, IReadOnlyList<SpecClaim> Claims)
{
    /// <summary>The party that owns it; null while nobody does.</summary>
    public string? Owner { get; init; }

    /// <summary>By what it was settled: <c>claim concession ruling person first assignment</c>.</summary>
    public string? By { get; init; }

    /// <summary>The round that settled it; 0 before the first.</summary>
    public int Round { get; init; }

    /// <summary>The parties that claimed it first, whether or not they conceded, without those that are out.</summary>
    public IReadOnlyList<string> Claimed { get; init; } = [];

    /// <summary>The parties that failed to make it.</summary>
    public IReadOnlyList<string> FailedBy { get; init; } = [];

    /// <summary>The member run that works on it, or did last.</summary>
    public string? ProducedBy { get; init; }

    /// <summary>What its owner made of it; null while it is not done.</summary>
    public string? Content { get; init; }

    /// <summary>The owner's newest proposal; null where an owner was named that proposed nothing.</summary>
    public string? Proposal => Claims.FirstOrDefault(claim => claim.MemberId == Owner)?.Proposal;
}

/// <summary>How far a section is.</summary>
internal enum SectionStatus
{
    /// <summary>Nobody claims it.</summary>
    Open,

    /// <summary>Several parties claim it.</summary>
    Contested,

    /// <summary>It has an owner.</summary>
    Settled,

    /// <summary>Its owner has finished.</summary>
    Done,

    /// <summary>Its owner has failed.</summary>
    Failed,
}

/// <summary>A party's claim of a section.</summary>
/// <param name="MemberId">The party.</param>
/// <param name="Proposal">Its newest proposal.</param>
/// <param name="Reason">Why.</param>
/// <param name="Round">The round of the proposal; 0 for that of the claim.</param>
internal sealed record SpecClaim(string MemberId, string Proposal, string? Reason, int Round);

/// <summary>A party of a negotiation.</summary>
/// <param name="MemberId">The member.</param>
/// <param name="Out">Why it takes no part any more; null where it does.</param>
internal sealed record SpecParty(string MemberId, RunError? Out);

/// <summary>A round of responses.</summary>
/// <param name="Round">Its number, from 1.</param>
/// <param name="Responses">The responses, in file order of the parties.</param>
internal sealed record SpecRound(int Round, IReadOnlyList<SpecResponse> Responses);

/// <summary>A party's response about a contested section.</summary>
/// <param name="MemberId">The party.</param>
/// <param name="Section">The section.</param>
/// <param name="Decision"><c>concede revise hold</c>.</param>
/// <param name="Proposal">The new proposal of a revision.</param>
/// <param name="Reason">Why.</param>
internal sealed record SpecResponse(string MemberId, string Section, string Decision, string? Proposal, string? Reason);
