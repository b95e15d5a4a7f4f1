using System.Text.Json;
using DurableTeams.Approvals;
using DurableTeams.Errors;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Services.Decisions;

/// <summary>Makes what a person needs to decide a requirement.</summary>
public sealed class RequirementContexts
{
    private readonly IRunStore _store;
    private readonly RequirementViews _views;
    private readonly RequirementTools _tools;

    internal RequirementContexts(IRunStore store, RequirementViews views, RequirementTools tools) =>
        (_store, _views, _tools) = (store, views, tools);

    /// <summary>The context for the holder of a link, without links: the holder of one learns of no other.</summary>
    /// <exception cref="ApiException">404: the requirement's run is gone.</exception>
    public async Task<RequirementContextView> OfLinkAsync(
        RequirementRecord requirement, CancellationToken cancellationToken = default) =>
        await OfAsync(requirement, cancellationToken) with { Requirement = _views.OfLink(requirement) };

    /// <summary>The context of a requirement.</summary>
    /// <exception cref="ApiException">404: the requirement's run is gone.</exception>
    public async Task<RequirementContextView> OfAsync(
        RequirementRecord requirement, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requirement);
        var run = await _store.FindRunAsync(requirement.RunId, cancellationToken)
            ?? throw ApiErrors.NotFound("requirement", requirement.RequirementId);
        var audit = await _store.ListAuditAsync(requirement.RequirementId, cancellationToken);
        var schema = await _tools.FindSchemaAsync(run, requirement, cancellationToken);
        return new RequirementContextView(
            _views.Of(requirement),
            run.TeamId,
            run.SessionId,
            run.UserId,
            Cut(run.Input),
            run.Status,
            await WordsAsync(requirement, cancellationToken),
            requirement.Tool.Arguments,
            schema is { } known && known.GetRawText().Length <= RequirementContextView.MaxSchema ? known : null,
            // Everybody of a quorum approves the same arguments: the first may edit them.
            requirement is { AllowEdit: true, Kind: RequirementKind.Confirmation, Status: RequirementStatus.Pending, Given: [] },
            requirement.Values,
            requirement.Kind == RequirementKind.UnknownOutcome ? OutcomeOf(requirement) : null,
            [.. audit.TakeLast(RequirementContextView.MaxAudit)])
        {
            Reason = RequirementViews.ReasonOf(requirement),
        };
    }

    private async Task<string?> WordsAsync(RequirementRecord requirement, CancellationToken cancellationToken)
    {
        if (requirement.Work is not null) return null;
        var (memberRun, last) = (requirement.Call.MemberRunId, requirement.Call.Turn);
        for (var turn = last; turn > Math.Max(0, last - RequirementContextView.MaxTurns); turn--)
        {
            var answer = await _store.FindMessageAsync(RunIds.RunOf(memberRun), memberRun, turn, 0, cancellationToken);
            if (answer?.Text is { } text && !string.IsNullOrWhiteSpace(text)) return Cut(text);
        }

        return null;
    }

    // Of work, the question itself says how often it was given away.
    private static UnknownOutcomeView OutcomeOf(RequirementRecord requirement) => new(
        requirement.Attempts
            ?? (requirement.Work is not null && requirement.Tool.Arguments is { ValueKind: JsonValueKind.Object } work
                && work.TryGetProperty("attempt", out var attempt) && attempt.TryGetInt32(out var number) ? number : null),
        requirement.Reason ?? requirement.Work?.Note);

    private static string Cut(string text) => text.Length <= RequirementContextView.MaxText ? text
        : text[..(char.IsHighSurrogate(text[RequirementContextView.MaxText - 1])
            ? RequirementContextView.MaxText - 1
            : RequirementContextView.MaxText)] + "…";
}
