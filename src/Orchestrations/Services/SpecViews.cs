using System.Text.Json;
using DurableTeams.Definitions;
using DurableTeams.Errors;
using DurableTeams.Json;
using DurableTeams.Json.Answers;
using DurableTeams.Modes.Negotiation;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Services;

/// <summary>Reads the specifications that the teams of a run negotiate over. They are made of the run's member runs.</summary>
public sealed class SpecViews(IRunStore store, ITeamCatalog teams)
{
    private const int MostNamed = 10;

    /// <summary>The specification as it stands.</summary>
    /// <param name="run">The run.</param>
    /// <param name="memberRunId">The member run of a nested team that negotiates; null for the run's own team.</param>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    /// <exception cref="ApiException">404: there is no such member run, or its team does not negotiate.</exception>
    public async Task<SpecView> OfAsync(RunRecord run, string? memberRunId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        var memberRuns = await store.ListMemberRunsAsync(run.RunId, cancellationToken);
        var leader = memberRunId ?? RunIds.Leader(run.RunId);
        if (memberRunId is not null && !memberRuns.Any(other => other.MemberRunId == memberRunId))
            throw ApiErrors.NotFound("memberRun", memberRunId);
        var led = await LedAsync(run, memberRuns, cancellationToken);
        if (!led.TryGetValue(leader, out var team) || !Negotiates(team)) throw NoSpec(run, memberRunId, led);
        var spec = Spec.Of(team, leader, memberRuns);
        var contents = await ContentsAsync(team, spec, cancellationToken);
        return new SpecView(
            await IsFrozenAsync(run, leader, memberRuns, cancellationToken),
            [.. spec.Sections.Select(section => new SpecSectionView(
                section.Name, EnumText.Of(section.Status), section.Owner, section.By, section.Proposal,
                [.. section.Claims.Select(claim => new SpecClaimView(
                    claim.MemberId, claim.Proposal, claim.Reason, claim.Round))],
                contents.TryGetValue(section.Name, out var content) ? content : null))],
            [.. spec.Parties.Select(party => new SpecPartyView(party.MemberId, party.Out is null ? "in" : "out", party.Out))]);
    }

    /// <summary>
    /// What a team that negotiated made: <c>{section: content}</c>, without sections that nobody made; null for other teams.
    /// </summary>
    internal async Task<JsonElement?> ContentsAsync(
        TeamDefinition team, string leader, IReadOnlyList<MemberRunRecord> memberRuns, CancellationToken cancellationToken)
    {
        if (!Negotiates(team)) return null;
        var contents = await ContentsAsync(team, Spec.Of(team, leader, memberRuns), cancellationToken);
        return JsonSerializer.SerializeToElement(contents);
    }

    private static bool Negotiates(TeamDefinition team) => team.Mode.Name == NegotiationSettings.Name;

    /// <summary>The teams of a run, by their own member runs.</summary>
    private async Task<Dictionary<string, TeamDefinition>> LedAsync(
        RunRecord run, IReadOnlyList<MemberRunRecord> memberRuns, CancellationToken cancellationToken)
    {
        var led = new Dictionary<string, TeamDefinition>(StringComparer.Ordinal)
        {
            [RunIds.Leader(run.RunId)] = await teams.GetPinnedAsync(run.DefinitionVersion, cancellationToken),
        };
        foreach (var other in memberRuns)
        {
            if (other is { ParentMemberRunId: { } parent, MemberId: { } member }
                && led.GetValueOrDefault(parent)?.FindMember(member)?.TeamVersion is { } version)
                led[other.MemberRunId] = await teams.GetPinnedAsync(version, cancellationToken);
        }

        return led;
    }

    private async Task<bool> IsFrozenAsync(
        RunRecord run, string leader, IReadOnlyList<MemberRunRecord> memberRuns, CancellationToken cancellationToken)
    {
        // A section that somebody works on tells it too, without the run's events.
        if (memberRuns.Any(other => other.ParentMemberRunId == leader && other.Brief?.Section is not null)) return true;
        var events = await store.AllEventsAsync(run.RunId, cancellationToken);
        return events.Any(item => item.Type == RunEventTypes.SpecFrozen && item.MemberRunId == leader);
    }

    /// <summary>The contents of the sections that were made: words, or the JSON of a party that answers with data.</summary>
    private async Task<Dictionary<string, JsonElement>> ContentsAsync(
        TeamDefinition team, Spec spec, CancellationToken cancellationToken)
    {
        var contents = new Dictionary<string, JsonElement>();
        foreach (var section in spec.Sections.Where(section => section.Content is not null))
        {
            var party = team.FindMember(section.Owner!)?.TeamVersion is { } version
                ? await teams.GetPinnedAsync(version, cancellationToken)
                : null;
            using var json = party?.Output is null ? null : StructuredAnswer.Parse(section.Content!);
            contents[section.Name] = json?.RootElement.Clone() ?? JsonSerializer.SerializeToElement(section.Content);
        }

        return contents;
    }

    private static ApiException NoSpec(RunRecord run, string? memberRunId, Dictionary<string, TeamDefinition> led)
    {
        var nested = led.Where(team => Negotiates(team.Value) && team.Key != RunIds.Leader(run.RunId))
            .Select(team => $"{team.Key} ({team.Value.Id})").ToList();
        var which = nested.Count == 0
            ? "no team of the run has negotiated so far"
            : "name a team that does with memberRunId: "
                + $"{string.Join(", ", nested.Take(MostNamed))}{(nested.Count > MostNamed ? ", …" : "")}";
        var what = memberRunId is null
            ? $"The team '{run.TeamId}' of run '{run.RunId}'"
            : $"The member run '{memberRunId}'";
        return ApiErrors.NoSpec($"{what} does not negotiate, so it has no specification; {which}.");
    }
}
