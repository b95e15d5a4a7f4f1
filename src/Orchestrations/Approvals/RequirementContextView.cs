using System.Text.Json;
using System.Text.Json.Serialization;
using DurableTeams.Storage.Records;

namespace DurableTeams.Approvals;

/// <summary>A requirement with what a person needs to decide it. Long texts are cut (see <see cref="MaxText"/>).</summary>
/// <param name="Requirement">The requirement.</param>
/// <param name="TeamId">The run's team.</param>
/// <param name="SessionId">The run's session.</param>
/// <param name="UserId">The user who started the run, as the caller named them.</param>
/// <param name="RunInput">The user's message, at most <see cref="MaxText"/> characters.</param>
/// <param name="RunStatus">The status of the run.</param>
/// <param name="MemberWords">What the member's model wrote last before the call, at most <see cref="MaxText"/> characters; null
/// where it wrote nothing in its last <see cref="MaxTurns"/> turns, and for work of a remote member.</param>
/// <param name="OriginalArguments">The model's arguments. They differ from the arguments of <paramref name="Requirement"/>
/// where somebody edited them.</param>
/// <param name="ArgumentsSchema">The JSON Schema of the tool's arguments, as far as it is known without asking a server; null
/// where it is not known, or longer than <see cref="MaxSchema"/> characters.</param>
/// <param name="AllowEdit">Whether a decision may replace the arguments now.</param>
/// <param name="FilledIn">The fields that people have filled in so far, an object by field; null where there are none.</param>
/// <param name="Outcome">What is known of an unknown outcome; null for other kinds.</param>
/// <param name="Audit">The newest <see cref="MaxAudit"/> audit entries, oldest first.</param>
public sealed record RequirementContextView(
    [property: JsonIgnore] RequirementView Requirement,
    string TeamId,
    string SessionId,
    string? UserId,
    string RunInput,
    RunStatus RunStatus,
    string? MemberWords,
    JsonElement OriginalArguments,
    JsonElement? ArgumentsSchema,
    bool AllowEdit,
    JsonElement? FilledIn,
    UnknownOutcomeView? Outcome,
    IReadOnlyList<AuditEntry> Audit)
{
    /// <summary>The most characters of a text, which ends with <c>…</c> where it was cut.</summary>
    public const int MaxText = 10_000;

    /// <summary>The most characters of a schema.</summary>
    public const int MaxSchema = 100_000;

    /// <summary>The most turns that are looked through for the member's words.</summary>
    public const int MaxTurns = 10;

    /// <summary>The most audit entries.</summary>
    public const int MaxAudit = 100;

    /// <summary>Why the system asks, where it knows more than that the tool is gated; null otherwise.</summary>
    public string? Reason { get; init; }
}

/// <summary>What is known of a call, or work, that must not be done twice and may have been done.</summary>
/// <param name="Attempts">How often it was tried; null where that was not recorded.</param>
/// <param name="Error">What happened at the last attempt; null where that was not recorded.</param>
public sealed record UnknownOutcomeView(int? Attempts, string? Error);
