using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Errors;
using DurableTeams.Http.Answers;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace DurableTeams.Http.Protocols.Mcp;

/// <summary>Errors of JSON-RPC, with our code in <c>data</c>.</summary>
internal static class McpErrors
{
    private const string Ours = "code";
    private const int NotFound = -32001;
    private const string UnknownMethodCode = "unknownMethod";
    public const string InvalidFrameCode = "invalidFrame";
    private const string MissingCapabilityCode = "missingCapability";

    /// <summary>Answers a request that cannot be granted.</summary>
    public static Task AnswerAsync(HttpContext http, ApiException exception, JsonElement message)
    {
        var error = new JsonObject
        {
            [Ours] = exception switch
            {
                { Code: "malformedBody" } => (int)McpErrorCode.ParseError,
                { Code: "sessionNotFound" } => NotFound,
                { Code: InvalidFrameCode } => (int)McpErrorCode.InvalidRequest,
                { Status: 400 or 422 } => (int)McpErrorCode.InvalidParams,
                _ => (int)McpErrorCode.InvalidRequest,
            },
            ["message"] = exception.Message,
            ["data"] = Data(exception),
        };
        return JsonAnswer.Of(
            new JsonObject { ["jsonrpc"] = "2.0", ["id"] = Id(message), ["error"] = error }, exception.Status).ExecuteAsync(http);
    }

    private static JsonNode? Id(JsonElement message) =>
        message.ValueKind == JsonValueKind.Object && message.TryGetProperty("id", out var id)
        && id.ValueKind is JsonValueKind.String or JsonValueKind.Number
            ? JsonSerializer.SerializeToNode(id)
            : null;

    /// <summary>An error that ends a request of the protocol.</summary>
    public static McpProtocolException Of(ApiException exception)
    {
        var error = new McpProtocolException(exception.Message, McpErrorCode.InvalidParams);
        error.Data[Ours] = exception.Code;
        if (exception.Field is { } field) error.Data["field"] = field;
        return error;
    }

    /// <summary>Adds our code to an error of the SDK's, where it has none.</summary>
    public static void Complete(JsonRpcErrorDetail error)
    {
        // What handlers of ours cannot do is a result; the SDK itself fails at parameters that it cannot read.
        if (error.Code == (int)McpErrorCode.InternalError)
            (error.Code, error.Message) = ((int)McpErrorCode.InvalidParams, "The parameters are not those of this method.");
        var data = error.Data is null
            ? []
            : JsonSerializer.SerializeToNode(error.Data, McpJsonUtilities.DefaultOptions) as JsonObject;
        if (data?.ContainsKey(Ours) != false) return;
        data[Ours] = CodeOf(error.Code);
        error.Data = JsonSerializer.SerializeToElement(data);
    }

    /// <summary>The same in JSON.</summary>
    public static void Complete(JsonObject message)
    {
        if (message["error"] is not JsonObject error || error["data"] is not (null or JsonObject)) return;
        var data = error["data"] as JsonObject;
        if (data is null) error["data"] = data = [];
        if (!data.ContainsKey(Ours) && error[Ours]?.GetValue<int>() is { } number) data[Ours] = CodeOf(number);
    }

    private static JsonObject Data(ApiException exception)
    {
        var data = new JsonObject { [Ours] = exception.Code };
        if (exception.Field is { } field) data["field"] = field;
        if (exception.Errors is { } errors) data["errors"] = new JsonArray([.. errors.Select(one => (JsonNode)one)]);
        return data;
    }

    private static string CodeOf(int number) => (McpErrorCode)number switch
    {
        McpErrorCode.MethodNotFound => UnknownMethodCode,
        McpErrorCode.InternalError => "internal",
        McpErrorCode.InvalidRequest or McpErrorCode.ParseError => InvalidFrameCode,
        McpErrorCode.UnsupportedProtocolVersion => "unknownVersion",
        McpErrorCode.MissingRequiredClientCapability => MissingCapabilityCode,
        _ => "malformedRequest",
    };
}
