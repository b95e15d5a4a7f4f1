using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Errors;
using DurableTeams.Http.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Http.Protocols.A2A;

/// <summary>Takes calls of both bindings to one operation each, and answers what cannot be granted as the binding does.</summary>
internal static partial class A2ACalls
{
    private static readonly Dictionary<string, Func<A2AOperations, BodyFields, Task<IResult>>> Methods =
        new(StringComparer.Ordinal)
        {
            ["SendMessage"] = (operations, input) => operations.SendAsync(input),
            ["SendStreamingMessage"] = (operations, input) => operations.StreamAsync(input),
            ["GetTask"] = (operations, input) => operations.GetAsync(input),
            ["ListTasks"] = (operations, input) => operations.ListAsync(input),
            ["CancelTask"] = (operations, input) => operations.CancelAsync(input),
            ["SubscribeToTask"] = (operations, input) => operations.SubscribeAsync(input),
            ["CreateTaskPushNotificationConfig"] = (operations, input) => operations.CreatePushAsync(input),
            ["GetTaskPushNotificationConfig"] = (operations, input) => operations.GetPushAsync(input),
            ["ListTaskPushNotificationConfigs"] = (operations, input) => operations.ListPushAsync(input),
            ["DeleteTaskPushNotificationConfig"] = (operations, input) => operations.DeletePushAsync(input),
            ["GetExtendedAgentCard"] = (_, _) => throw NoExtendedCard(),
        };

    /// <summary>A request of JSON-RPC 2.0 (A2A 1.0, section 9.3).</summary>
    public static async Task<IResult> RpcAsync(string teamId, HttpRequest request, A2AParts parts)
    {
        var binding = new A2ABinding(new A2ARpcId(null));
        return await AnswerAsync(request, () => binding, async () =>
        {
            var root = await RequestBody.ReadJsonAsync(request);
            if (root.ValueKind != JsonValueKind.Object)
                throw Frame("must be one JSON-RPC request, an object; batches are not taken.");
            binding = new A2ABinding(new A2ARpcId(IdOf(root)));
            if (!root.TryGetProperty("jsonrpc", out var version) || version.ValueKind != JsonValueKind.String
                || !version.ValueEquals("2.0"u8))
                throw Frame("must have jsonrpc: \"2.0\".");
            if (!root.TryGetProperty("method", out var named) || named.ValueKind != JsonValueKind.String)
                throw Frame("must have a method, a string.");
            A2AVersion.Check(request);
            if (!Methods.TryGetValue(named.GetString()!, out var method))
                throw new ApiException(
                    404, "unknownMethod",
                    $"There is no such method in A2A {A2AVersion.Spoken}; there are {string.Join(", ", Methods.Keys)}.",
                    "method");
            var input = !root.TryGetProperty("params", out var given) ? JsonElement.Parse("{}") : given;
            if (input.ValueKind != JsonValueKind.Object) throw ApiErrors.InvalidField("params", "must be an object.");
            parts.Team(teamId);
            return await method(new A2AOperations(parts, teamId, request, binding), new BodyFields(input, ""));
        });
    }

    /// <summary>A request of HTTP+JSON with its input in the body (section 11).</summary>
    public static Task<IResult> BodyAsync(
        string teamId, HttpRequest request, A2AParts parts, string method, params (string Name, string Value)[] path) =>
        HttpAsync(teamId, request, parts, method, async () =>
            path.Aggregate(
                await RequestBody.ReadAsync(request, optional: path.Length > 0), (body, one) => body.With(one.Name, one.Value)));

    /// <summary>A request of HTTP+JSON with its input in the query (section 11.5).</summary>
    public static Task<IResult> QueryAsync(
        string teamId, HttpRequest request, A2AParts parts, string method, params (string Name, string Value)[] path) =>
        HttpAsync(teamId, request, parts, method, () => Task.FromResult(Query(request, path)));

    private static Task<IResult> HttpAsync(
        string teamId, HttpRequest request, A2AParts parts, string method, Func<Task<BodyFields>> read) =>
        AnswerAsync(request, () => A2ABinding.Http, async () =>
        {
            A2AVersion.Check(request);
            parts.Team(teamId);
            return await Methods[method](new A2AOperations(parts, teamId, request, A2ABinding.Http), await read());
        });

    private static async Task<IResult> AnswerAsync(HttpRequest request, Func<A2ABinding> binding, Func<Task<IResult>> answer)
    {
        try
        {
            return await answer();
        }
        catch (Exception exception) when (!request.HttpContext.RequestAborted.IsCancellationRequested)
        {
            // Deliberately everything: callers of a protocol know its own errors alone.
            var fault = A2AFault.Of(exception);
            if (fault is null)
                LogFailure(
                    request.HttpContext.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("DurableTeams.Http"),
                    exception);
            return binding().Answer(
                fault ?? A2AFault.Internal("The host failed to answer this request; the host's log says why."));
        }
    }

    private static JsonNode? IdOf(JsonElement root)
    {
        if (!root.TryGetProperty("id", out var id) || id.ValueKind is not (JsonValueKind.String or JsonValueKind.Number))
            throw Frame("must have an id, a string or a number; this protocol has no notifications.");
        return JsonNode.Parse(id.GetRawText());
    }

    // As the body of a POST would have it: numbers and booleans are written as such.
    private static BodyFields Query(HttpRequest request, (string Name, string Value)[] path)
    {
        var query = new QueryFields(request);
        var input = new JsonObject();
        foreach (var name in (string[])["tenant", "contextId", "status", "pageToken", "statusTimestampAfter"])
        {
            if (query.Text(name) is { } text) input[name] = text;
        }

        foreach (var name in (string[])["historyLength", "pageSize"])
        {
            if (query.Text(name) is not { } text) continue;
            input[name] = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                ? number
                : text;
        }

        if (query.Text("includeArtifacts") is { } flag) input["includeArtifacts"] = bool.TryParse(flag, out var yes) ? yes : flag;
        foreach (var (name, value) in path) input[name] = value;
        return new BodyFields(JsonSerializer.SerializeToElement(input), "");
    }

    private static ApiException Frame(string message) => new(400, "invalidFrame", "The body " + message);

    private static ApiException NoExtendedCard() => ApiErrors.Conflict(
        "unsupportedOperation", "This agent has no extended card; its card says everything.");

    [LoggerMessage(Level = LogLevel.Error, Message = "A call of A2A failed")]
    private static partial void LogFailure(ILogger logger, Exception exception);
}
