using System.Text.Json;
using System.Text.Json.Serialization;
using DurableTeams.Errors;
using DurableTeams.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace DurableTeams.Http.Answers;

/// <summary>Problem details (RFC 9457) with a stable code.</summary>
internal sealed record Problem(string Type, string Title, int Status, string Detail, string Code)
{
    public const string MediaType = "application/problem+json";

    private const int RetryAfterSeconds = 2;

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Field { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Errors { get; init; }

    public static JsonAnswer<Problem> Answer(ApiException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        var seconds = exception.RetryAfter is { } wait ? Math.Max(1, Math.Ceiling(wait.TotalSeconds)) : (double?)null;
        return Answer(Of(
            exception.Status, exception.Code, exception.Message) with { Field = exception.Field, Errors = exception.Errors })
            .With("Retry-After", seconds?.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    public static JsonAnswer<Problem> Answer(int status, string code, string detail) => Answer(Of(status, code, detail));

    public static JsonAnswer<Problem> MethodNotAllowed(string allow) =>
        Answer(Of(405, "methodNotAllowed", $"This address takes {allow}.")).With("Allow", allow);

    public static JsonAnswer<Problem> NotFound() =>
        Answer(404, "notFound", "There is nothing at this address; GET /api/openapi.json lists all addresses.");

    /// <summary>The body for a request that the server could not read.</summary>
    public static byte[] Unreadable(int status) => JsonSerializer.SerializeToUtf8Bytes(
        Of(
            status,
            "malformedRequest",
            "The server cannot read this request: check its first line (no %00 in the address), its headers and its length."),
        ContractJson.Answers);

    public static JsonAnswer<Problem> StorageUnavailable() =>
        Answer(Of(503, "storageUnavailable", "The storage cannot be reached at the moment. Nothing is lost; try again."))
            .With("Retry-After", RetryAfterSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private static Problem Of(int status, string code, string detail) =>
        new("about:blank", ReasonPhrases.GetReasonPhrase(status), status, detail, code);

    private static JsonAnswer<Problem> Answer(Problem problem) => JsonAnswer.Of(problem, problem.Status, MediaType);
}
