using System.Text.Json;
using DurableTeams.Approvals.Links;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;

namespace DurableTeams.Approvals;

/// <summary>Makes the views of requirements that clients read.</summary>
public sealed class RequirementViews(ApprovalLinks links)
{
    private const string Unnamed = "unknown";

    /// <summary>
    /// The view for the holder of a link, without links: the holder may take the link's decision and no other.
    /// </summary>
    public RequirementView OfLink(RequirementRecord record) => Of(record) with { Links = null };

    /// <summary>The view of a stored requirement.</summary>
    public RequirementView Of(RequirementRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return new RequirementView(
            record.RequirementId,
            record.Kind,
            record.Status,
            record.RunId,
            record.MemberRunId,
            record.MemberId,
            record.MemberPath,
            new RequirementToolView(record.Tool.CallId, record.Tool.Name, record.EditedArguments ?? record.Tool.Arguments),
            [.. (record.InputFields ?? []).Select(field => new InputFieldView(
                field.Name, field.Type, field.Description, !field.Optional, ValueOf(record, field.Name))
            {
                Choices = field.Choices,
            })],
            record.Note ?? record.Work?.Note ?? AskedBecause(record),
            record.CreatedAt,
            record.ExpiresAt,
            record.ResolvedAt,
            record.ResolvedBy,
            new ApprovalsView(record.Quorum, Given(record)),
            links.Of(record),
            record.EscalatedAt)
        {
            TeamId = record.TeamId,
        };
    }

    /// <summary>Why the system asks, where it knows more than that the tool is gated.</summary>
    internal static string? ReasonOf(RequirementRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return record.Reason ?? record.Work?.Note ?? record.Tool.Binding?.Hooked?.Reason;
    }

    // The reason of a call that is asked about late is the system's, and stands only until a person decides.
    private static string? AskedBecause(RequirementRecord record) =>
        record.Tool.Binding?.Hooked?.Reason ?? (record.Status == RequirementStatus.Pending ? record.Reason : null);

    /// <summary>The value filled in, else the model's suggestion.</summary>
    private static JsonElement? ValueOf(RequirementRecord record, string field) =>
        Member(record.Values, field) ?? Member(record.Tool.Arguments, field);

    private static JsonElement? Member(JsonElement? json, string name) =>
        json is { ValueKind: JsonValueKind.Object } values && values.TryGetProperty(name, out var value) ? value : null;

    private static IReadOnlyList<string> Given(RequirementRecord record)
    {
        if (record.Given.Count > 0)
            return [.. Person.Distinct(record.Given, given => given.Person)
                .Select(given => given.By.Length > 0 ? given.By : Unnamed)];
        return record.Decision == DecisionKinds.Approve ? [record.ResolvedBy ?? Unnamed] : [];
    }
}
