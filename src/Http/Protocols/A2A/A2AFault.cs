using System.Text.Json.Nodes;
using DurableTeams.Errors;
using DurableTeams.Storage;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Protocols.A2A;

/// <summary>
/// An error as each binding says it (A2A 1.0, sections 5.4, 9.5 and 11.6), with the code of ours in its details.
/// </summary>
/// <param name="RpcCode">The code of JSON-RPC.</param>
/// <param name="Status">The HTTP status of the binding HTTP+JSON.</param>
/// <param name="StatusName">Its word in <c>google.rpc.Code</c>.</param>
/// <param name="Reason">The word of the protocol.</param>
/// <param name="Code">Our code.</param>
/// <param name="Message">For people.</param>
internal sealed record A2AFault(int RpcCode, int Status, string StatusName, string Reason, string Code, string Message)
{
    private const string Invalid = "INVALID_ARGUMENT";
    private const string Precondition = "FAILED_PRECONDITION";

    /// <summary>The member with the error.</summary>
    public string? Field { get; private init; }

    /// <summary>The single errors, where there are several.</summary>
    public IReadOnlyList<string> Errors { get; private init; } = [];

    /// <summary>When another try makes sense.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    /// <summary>The JSON-RPC code of a frame that is no request.</summary>
    public const int InvalidRequest = -32600;

    /// <summary>The error of what was thrown; null where it is none of a request.</summary>
    public static A2AFault? Of(Exception exception) => exception switch
    {
        ApiException api => Of(api),
        InvalidCursorException cursor => Of(ApiErrors.InvalidField("pageToken", cursor.Message)),
        StoreUnavailableException => Of(new ApiException(
            503, "storageUnavailable", "The storage cannot be reached at the moment. Nothing is lost; try again.")
        {
            RetryAfter = TimeSpan.FromSeconds(2),
        }),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
            Of(new ApiException(413, "bodyTooLarge", "The body is larger than 1 MiB.")),
        BadHttpRequestException bad => Of(new ApiException(400, "malformedRequest", bad.Message)),
        _ => null,
    };

    /// <summary>The error of a host that failed.</summary>
    public static A2AFault Internal(string message, string code = "internal") =>
        new(-32603, 500, "INTERNAL", "INTERNAL_ERROR", code, message);

    /// <summary>The body of an error of HTTP+JSON (<c>google.rpc.Status</c>).</summary>
    public JsonObject Http() => new()
    {
        ["error"] = JsonParts.Of(
            ("code", Status), ("status", StatusName), ("message", Message), ("details", Details())),
    };

    /// <summary>The error object of JSON-RPC.</summary>
    public JsonObject Rpc() => JsonParts.Of(("code", RpcCode), ("message", Message), ("data", Details()));

    private static A2AFault Of(ApiException api)
    {
        var (rpc, status, name, reason) = (api.Code, api.Status) switch
        {
            ("taskNotFound", _) => (-32001, 404, "NOT_FOUND", "TASK_NOT_FOUND"),
            ("taskNotCancelable", _) => (-32002, 400, Precondition, "TASK_NOT_CANCELABLE"),
            ("pushNotPossible", _) => (-32003, 400, Precondition, "PUSH_NOTIFICATION_NOT_SUPPORTED"),
            ("unsupportedContent", _) => (-32005, 400, Invalid, "CONTENT_TYPE_NOT_SUPPORTED"),
            ("unknownVersion", _) => (-32009, 400, Precondition, "VERSION_NOT_SUPPORTED"),
            ("malformedBody", _) => (-32700, 400, Invalid, "INVALID_PARAMS"),
            ("invalidFrame", _) => (InvalidRequest, 400, Invalid, "INVALID_PARAMS"),
            ("unknownMethod", _) => (-32601, 404, "UNIMPLEMENTED", "METHOD_NOT_FOUND"),
            (_, 404) => (-32602, 404, "NOT_FOUND", Words(api.Code)),
            (_, 409) => (-32004, 400, Precondition, "UNSUPPORTED_OPERATION"),
            (_, 413) => (InvalidRequest, 413, Invalid, "INVALID_PARAMS"),
            (_, 429) => (-32603, 429, "RESOURCE_EXHAUSTED", "RESOURCE_EXHAUSTED"),
            (_, 503) => (-32603, 503, "UNAVAILABLE", "UNAVAILABLE"),
            _ => (-32602, 400, Invalid, "INVALID_PARAMS"),
        };
        return new A2AFault(rpc, status, name, reason, api.Code, api.Message)
        {
            Field = api.Field,
            Errors = api.Errors ?? [],
            RetryAfter = api.RetryAfter,
        };
    }

    private JsonArray Details()
    {
        var metadata = JsonParts.Of(("code", Code), ("field", Field));
        var details = new JsonArray(JsonParts.Of(
            ("@type", "type.googleapis.com/google.rpc.ErrorInfo"), ("reason", Reason), ("domain", "a2a-protocol.org"),
            ("metadata", metadata)));
        if (Field is null && Errors.Count == 0) return details;
        IEnumerable<string> told = Errors.Count == 0 ? [Message] : Errors;
        details.Add((JsonNode)JsonParts.Of(
            ("@type", "type.googleapis.com/google.rpc.BadRequest"),
            ("fieldViolations", new JsonArray(
                [.. told.Select(text => JsonParts.Of(("field", Field ?? ""), ("description", text)))]))));
        return details;
    }

    private static string Words(string code) =>
        string.Concat(code.Select(letter => char.IsUpper(letter) ? "_" + letter : char.ToUpperInvariant(letter).ToString()));
}
