namespace DurableTeams.Errors;

/// <summary>The stable codes of problem details, and the exceptions that carry them.</summary>
public static class ApiErrors
{
    /// <summary>A body that is not a JSON object.</summary>
    public static ApiException MalformedBody(string message) => new(400, "malformedBody", message);

    /// <summary>A member of the body that is missing, of the wrong type or out of range.</summary>
    public static ApiException InvalidField(string field, string message) =>
        new(400, "invalidField", $"{field}: {message}", field);

    /// <summary>Members of the body that the API does not know, or that are given twice.</summary>
    public static ApiException UnknownFields(string field, IReadOnlyList<string> errors) =>
        new(400, "unknownField", string.Join(" ", errors), field) { Errors = errors };

    /// <summary>A query parameter that does not parse or is out of range.</summary>
    public static ApiException InvalidQuery(string name, string message) => new(400, "invalidQuery", $"{name}: {message}", name);

    /// <summary>A header that does not parse or is out of range.</summary>
    public static ApiException InvalidHeader(string name, string message) =>
        new(400, "invalidHeader", $"{name}: {message}", name);

    /// <summary>A decision that does not exist.</summary>
    public static ApiException UnknownDecision(string field, string message) =>
        new(400, "unknownDecision", $"{field}: {message}", field);

    /// <summary>Edited arguments that do not fit the tool's schema.</summary>
    public static ApiException InvalidArguments(string field, IReadOnlyList<string> errors) =>
        new(400, "invalidArguments", $"{field}: {string.Join("; ", errors)}", field) { Errors = errors };

    /// <summary>No resource has this id.</summary>
    public static ApiException NotFound(string what, string id) =>
        new(404, $"{what}NotFound", $"There is no {(what == "memberRun" ? "member run" : what)} '{Shorten(id)}'.");

    /// <summary>The team of the run, or of the member run, does not negotiate.</summary>
    public static ApiException NoSpec(string message) => new(404, "noSpec", message);

    /// <summary>The signature does not allow the call.</summary>
    public static ApiException Forbidden(string code, string message) => new(403, code, message);

    /// <summary>The run has ended.</summary>
    public static ApiException RunFinished(string runId, string status) =>
        new(409, "runFinished", $"The run '{runId}' is {status} and cannot be changed any more.");

    /// <summary>The state of the resource forbids the call.</summary>
    public static ApiException Conflict(string code, string message, string? field = null) => new(409, code, message, field);

    /// <summary>An idempotency key used again with another body.</summary>
    public static ApiException KeyReused() =>
        new(
            422,
            "idempotencyKeyReused",
            "This Idempotency-Key was used for a run of this team with another body.",
            "Idempotency-Key");

    // Callers choose ids: an answer does not repeat kilobytes of one.
    private static string Shorten(string id) => id.Length <= 100 ? id : id[..100] + "…";
}
