using System.Text.Json;
using DurableTeams.Storage.Records;

namespace DurableTeams.Services;

/// <summary>The specification of a negotiation as clients read it.</summary>
/// <param name="Frozen">Whether it is frozen: the parties negotiate no more, and the owners work.</param>
/// <param name="Sections">The sections: those of the team file in its order, then others in the order of their claims; at most
/// 32.</param>
/// <param name="Parties">The parties, in file order.</param>
public sealed record SpecView(
    bool Frozen, IReadOnlyList<SpecSectionView> Sections, IReadOnlyList<SpecPartyView> Parties);

/// <summary>A section of a specification.</summary>
/// <param name="Name">The section, 1 to 64 characters.</param>
/// <param name="Status"><c>open contested settled done failed</c>.</param>
/// <param name="Owner">The party that makes it; null while it has none.</param>
/// <param name="By">By what it got its owner: <c>claim concession ruling person first assignment</c>.</param>
/// <param name="Proposal">The owner's newest proposal, at most 8 KiB.</param>
/// <param name="Claims">The claims that stand, in file order of their parties.</param>
/// <param name="Content">What its owner made of it: words, or the JSON of a party with an output schema; null until it is
/// done.</param>
public sealed record SpecSectionView(
    string Name,
    string Status,
    string? Owner,
    string? By,
    string? Proposal,
    IReadOnlyList<SpecClaimView> Claims,
    JsonElement? Content);

/// <summary>A party's claim of a section.</summary>
/// <param name="MemberId">The party.</param>
/// <param name="Proposal">Its newest proposal, at most 8 KiB.</param>
/// <param name="Reason">Why, at most 2 KiB.</param>
/// <param name="Round">The round of the proposal; 0 for that of the claim itself.</param>
public sealed record SpecClaimView(string MemberId, string Proposal, string? Reason, int Round);

/// <summary>A party of a negotiation.</summary>
/// <param name="MemberId">The member.</param>
/// <param name="Status"><c>in</c>, or <c>out</c>: it failed while the parties negotiated, and its claims count no more.</param>
/// <param name="Error">Why it is out.</param>
public sealed record SpecPartyView(string MemberId, string Status, RunError? Error);
