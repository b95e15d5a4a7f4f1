using System.Text;
using System.Text.Json;
using DurableTeams.Approvals;
using DurableTeams.Errors;
using DurableTeams.Services;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;

namespace DurableTeams.Hosting.Client;

/// <summary>The bounds of the HTTP API, for callers in code.</summary>
internal static class RequestCheck
{
    private const int MaxId = 200, MaxKey = 255, MaxNote = 10_000, MaxError = 100_000, MaxBytes = 1024 * 1024;

    /// <summary>The checked input of a start.</summary>
    /// <exception cref="ApiException">400.</exception>
    public static StartRunRequest Start(string message, StartOptions options)
    {
        if (string.IsNullOrWhiteSpace(message)) throw ApiErrors.InvalidField("message", "must not be empty.");
        var request = new StartRunRequest(
            message, Id(options.SessionId, "sessionId"), Id(options.UserId, "userId"), Object(options.Metadata, "metadata"));
        Key(options.IdempotencyKey);
        var bytes = Encoding.UTF8.GetByteCount(message)
            + (options.Metadata is { } metadata ? Encoding.UTF8.GetByteCount(metadata.GetRawText()) : 0);
        return bytes <= MaxBytes
            ? request
            : throw new ApiException(413, "bodyTooLarge", "The message and the metadata are larger than 1 MiB together.");
    }

    /// <summary>A query for requirements.</summary>
    /// <exception cref="ApiException">400.</exception>
    public static RequirementQuery Requirements(RequirementQuery query) =>
        query is { Order: RequirementOrder.Deadline, Status: not (null or RequirementStatus.Pending) }
            ? throw ApiErrors.InvalidField("status", "must be pending, or null, in the order of deadlines.")
            : query;

    /// <summary>An idempotency key, or none.</summary>
    /// <exception cref="ApiException">400.</exception>
    public static string? Key(string? key) => key is null or { Length: >= 1 and <= MaxKey }
        ? key
        : throw ApiErrors.InvalidField("idempotencyKey", $"must have 1 to {MaxKey} characters.");

    /// <summary>A decision, with the person's name as it is kept.</summary>
    /// <exception cref="ApiException">400.</exception>
    public static DecisionRequest Decision(DecisionRequest decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        if (!DecisionKinds.All.Contains(decision.Decision))
            throw ApiErrors.UnknownDecision("decision", $"must be one of {string.Join(", ", DecisionKinds.All)}.");
        if (decision.Note?.Length > MaxNote)
            throw ApiErrors.InvalidField("note", $"must have at most {MaxNote} characters.");
        if (decision.Error?.Length > MaxError)
            throw ApiErrors.InvalidField("error", $"must have at most {MaxError} characters.");
        _ = Object(decision.Arguments, "arguments");
        _ = Object(decision.Values, "values");
        if (Id(decision.By, "by") is not { } name) return decision;
        if (new Person(name.Trim()).Key.Length == 0)
            throw ApiErrors.InvalidField("by", "has no visible character, so it names no person.");
        return decision with { By = name.Trim() };
    }

    private static string? Id(string? id, string field) => id switch
    {
        null => null,
        _ when string.IsNullOrWhiteSpace(id) => throw ApiErrors.InvalidField(field, "must not be empty."),
        "." or ".." => throw ApiErrors.InvalidField(field, "must not be '.' or '..', which no address can name."),
        { Length: > MaxId } => throw ApiErrors.InvalidField(field, $"must have at most {MaxId} characters."),
        _ when id.Any(char.IsControl) => throw ApiErrors.InvalidField(field, "must not hold control characters."),
        _ => id,
    };

    private static JsonElement? Object(JsonElement? value, string field) => value is null or { ValueKind: JsonValueKind.Object }
        ? value
        : throw ApiErrors.InvalidField(field, "must be an object.");
}
