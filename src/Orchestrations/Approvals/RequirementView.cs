using System.Text.Json;
using System.Text.Json.Serialization;
using DurableTeams.Storage.Records;

namespace DurableTeams.Approvals;

/// <summary>A requirement as clients read it.</summary>
public sealed record RequirementView(
    string RequirementId,
    RequirementKind Kind,
    RequirementStatus Status,
    string RunId,
    string MemberRunId,
    string MemberId,
    IReadOnlyList<string> MemberPath,
    RequirementToolView Tool,
    IReadOnlyList<InputFieldView> InputFields,
    string? Note,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? ResolvedAt,
    string? ResolvedBy,
    ApprovalsView Approvals,
    LinksView? Links,
    DateTimeOffset? EscalatedAt)
{
    /// <summary>The run's team.</summary>
    public string? TeamId { get; init; }
}

/// <summary>The gated call.</summary>
/// <param name="CallId">The model's id of the call.</param>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">The model's arguments, or the arguments that a decision put in their place.</param>
public sealed record RequirementToolView(string CallId, string Name, JsonElement Arguments);

/// <summary>A field that a person fills in.</summary>
/// <param name="Name">The property of the arguments.</param>
/// <param name="Type">The JSON type of the property.</param>
/// <param name="Description">The description of the property.</param>
/// <param name="Required">Whether the field must be filled in.</param>
/// <param name="Value">The value filled in so far, else the model's suggestion.</param>
public sealed record InputFieldView(string Name, string Type, string? Description, bool Required, JsonElement? Value)
{
    /// <summary>The values to choose from; left out where the schema lists none, or too many to show.</summary>
    [JsonPropertyName("enum"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<JsonElement>? Choices { get; init; }
}

/// <summary>The approvals that are needed, and who has approved.</summary>
public sealed record ApprovalsView(int Needed, IReadOnlyList<string> Given);

/// <summary>Signed links of a pending requirement.</summary>
/// <param name="Approve">Approves a confirmation. Of any other kind it is <see cref="Decide"/>: to say yes takes more than a
/// click.</param>
/// <param name="Reject">Rejects. Where a requirement cannot be rejected, it is <see cref="Decide"/>.</param>
public sealed record LinksView(string Approve, string Reject)
{
    /// <summary>Leads to a page on which any decision can be taken; null in what older versions wrote.</summary>
    public string? Decide { get; init; }
}
