using System.Text.Json.Nodes;
using DurableTeams.Http.Answers;
using DurableTeams.Json;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Protocols.A2A;

/// <summary>
/// How a binding writes answers: JSON-RPC (A2A 1.0, section 9) in envelopes, HTTP+JSON (section 11) as they are.
/// </summary>
/// <param name="Id">The id of the JSON-RPC request, null where it has none that can be read; nothing for HTTP+JSON.</param>
internal sealed record A2ABinding(A2ARpcId? Id)
{
    private const string MediaType = "application/a2a+json";

    /// <summary>HTTP+JSON.</summary>
    public static A2ABinding Http { get; } = new((A2ARpcId?)null);

    /// <summary>What comes before the data of an error in a stream; JSON-RPC says in its frame that it is one.</summary>
    public string ErrorEvent => Id is null ? "event: error\n" : "";

    /// <summary>A result.</summary>
    public JsonObject Result(JsonObject result) => Id is null ? result : Envelope("result", result);

    /// <summary>An error.</summary>
    public JsonObject Error(A2AFault fault) => Id is null ? fault.Http() : Envelope("error", fault.Rpc());

    /// <summary>An answer with a result.</summary>
    public IResult Answer(JsonObject result) =>
        JsonAnswer.Of(Result(result), contentType: Id is null ? MediaType : JsonAnswer.MediaType);

    /// <summary>An answer with an error. JSON-RPC has errors under 200, but for those that say when to come back.</summary>
    public IResult Answer(A2AFault fault)
    {
        var status = Id is null || fault.Status is 413 or 429 or 503 ? fault.Status : StatusCodes.Status200OK;
        var seconds = fault.RetryAfter is { } wait ? Math.Max(1, Math.Ceiling(wait.TotalSeconds)) : (double?)null;
        return JsonAnswer.Of(Error(fault), status, Id is null ? MediaType : JsonAnswer.MediaType)
            .With("Retry-After", seconds?.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    private JsonObject Envelope(string name, JsonObject value) =>
        new() { ["jsonrpc"] = "2.0", ["id"] = Id!.Value?.DeepClone(), [name] = value };
}

/// <summary>The id of a JSON-RPC request.</summary>
/// <param name="Value">A text or a number; null where it has none.</param>
internal sealed record A2ARpcId(JsonNode? Value);
