using System.Text.Json;
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
    DateTimeOffset? EscalatedAt);

/// <summary>The gated call.</summary>
/// <param name="CallId">The model's id of it.</param>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">The model's arguments, or those that the decision replaced them with.</param>
public sealed record RequirementToolView(string CallId, string Name, JsonElement Arguments);

/// <summary>A field that a person fills in.</summary>
/// <param name="Name">The property of the arguments.</param>
/// <param name="Type">Its JSON type.</param>
/// <param name="Description">What it is.</param>
/// <param name="Required">Whether it has to be filled in; else it may be left out.</param>
/// <param name="Value">What was filled in so far, else what the model suggests.</param>
public sealed record InputFieldView(string Name, string Type, string? Description, bool Required, JsonElement? Value);

/// <summary>Who approved, of how many that must.</summary>
public sealed record ApprovalsView(int Needed, IReadOnlyList<string> Given);

/// <summary>Signed callbacks.</summary>
public sealed record LinksView(string Approve, string Reject);
