using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DurableTeams.Runs.Remote.A2A;

/// <summary>The calls of A2A 1.0 to one agent, by JSON-RPC or by HTTP+JSON.</summary>
/// <remarks>https://a2a-protocol.org/v1.0.0/specification, sections 9 (JSON-RPC) and 11 (HTTP+JSON).</remarks>
internal sealed class A2AClient(A2AHttp http, A2AEndpoint endpoint, IReadOnlyList<KeyValuePair<string, string>> headers)
{
    // An agent that does not answer at once, though it is asked to, may still answer within this time.
    private static readonly TimeSpan SendLimit = TimeSpan.FromSeconds(100);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private const int LookedThrough = 5;
    private const int PageSize = 50;
    private const int HistoryLength = 20;

    /// <summary>Sends a message; the agent answers as soon as it has a task.</summary>
    /// <exception cref="A2AException">The agent refuses it, or cannot be reached.</exception>
    public async Task<A2AReply> SendAsync(A2AMessage message, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["message"] = JsonSerializer.SerializeToNode(message, A2AJson.Options),
            ["configuration"] = new JsonObject
            {
                ["acceptedOutputModes"] = new JsonArray("text/plain", "application/json"),
                ["returnImmediately"] = true,
                ["historyLength"] = 0,
            },
        };
        var reply = A2AHttp.Read<A2AReply>(await CallAsync(
            "SendMessage", HttpMethod.Post, "/message:send", body, SendLimit, cancellationToken));
        return reply is { Task: null, Message: null } or { Task.Id: null or "" }
            ? throw new A2AException(A2AException.RefusedCode, "gave an answer that is neither a task nor a message")
            : reply;
    }

    /// <summary>The task as it is now.</summary>
    /// <exception cref="A2AException">It is not there, or the agent cannot be reached.</exception>
    public async Task<A2ATask> GetAsync(string taskId, CancellationToken cancellationToken) =>
        A2AHttp.Read<A2ATask>(await CallAsync(
            "GetTask", HttpMethod.Get, $"/tasks/{Uri.EscapeDataString(taskId)}?historyLength=0",
            new JsonObject { ["id"] = taskId, ["historyLength"] = 0 }, Limit, cancellationToken));

    /// <summary>Cancels the task.</summary>
    /// <exception cref="A2AException">It is not there, it has ended, or the agent cannot be reached.</exception>
    public Task CancelAsync(string taskId, CancellationToken cancellationToken) => CallAsync(
        "CancelTask", HttpMethod.Post, $"/tasks/{Uri.EscapeDataString(taskId)}:cancel", new JsonObject { ["id"] = taskId },
        Limit, cancellationToken);

    /// <summary>
    /// The task that a message began, of those that changed since then; null where the agent shows none.
    /// </summary>
    /// <exception cref="A2AException">The agent cannot be reached.</exception>
    public async Task<A2ATask?> FindAsync(string messageId, DateTimeOffset since, CancellationToken cancellationToken)
    {
        string? page = null;
        try
        {
            for (var look = 0; look < LookedThrough; look++)
            {
                var after = since.UtcDateTime.ToString(
                    "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
                var body = new JsonObject
                {
                    ["pageSize"] = PageSize, ["historyLength"] = HistoryLength, ["statusTimestampAfter"] = after,
                };
                if (page is not null) body["pageToken"] = page;
                var query = string.Join('&', body.Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value!.ToString())}"));
                var found = A2AHttp.Read<A2ATasks>(await CallAsync(
                    "ListTasks", HttpMethod.Get, $"/tasks?{query}", body, Limit, cancellationToken));
                var task = found.Tasks?.FirstOrDefault(task => task is { Id.Length: > 0 }
                    && task.History?.Any(message => message.MessageId == messageId) == true);
                if (task is not null) return task;
                if (string.IsNullOrEmpty(page = found.NextPageToken)) return null;
            }
        }
        catch (A2AException exception) when (!exception.Passes)
        {
            // Not every agent shows its tasks.
        }

        return null;
    }

    /// <summary>The events of a task from now on; the first is the task.</summary>
    /// <exception cref="A2AException">The agent cannot be reached, or does not stream this task.</exception>
    public async IAsyncEnumerable<A2AEvent> SubscribeAsync(
        string taskId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = Request(
            "SubscribeToTask", HttpMethod.Get, $"/tasks/{Uri.EscapeDataString(taskId)}:subscribe",
            new JsonObject { ["id"] = taskId });
        request.Headers.Accept.Clear();
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        using var response = await http.OpenAsync(request, cancellationToken);
        // An error before the first event may come as JSON.
        if (response.Content.Headers.ContentType?.MediaType != "text/event-stream")
            throw new A2AException(A2AException.RefusedCode, "gave no stream where its card says that it streams");
        await using var stream = new BoundedEvents(await response.Content.ReadAsStreamAsync(cancellationToken), A2AHttp.MaxBytes);
        var parser = SseParser.Create(stream, (_, data) => A2AHttp.Parse(data.ToArray()));
        await foreach (var item in parser.EnumerateAsync(cancellationToken))
        {
            stream.Restart();
            yield return A2AHttp.Read<A2AEvent>(endpoint.IsRest ? item.Data : Result(item.Data));
        }
    }

    private async Task<JsonElement> CallAsync(
        string method, HttpMethod verb, string path, JsonObject body, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var request = Request(method, verb, path, body);
        var answer = await http.CallAsync(request, limit, cancellationToken);
        return endpoint.IsRest ? answer : Result(answer);
    }

    private HttpRequestMessage Request(string method, HttpMethod verb, string path, JsonObject body)
    {
        HttpRequestMessage request;
        if (endpoint.IsRest)
        {
            var tenant = endpoint.Tenant is { } named ? $"/{Uri.EscapeDataString(named)}" : "";
            request = new HttpRequestMessage(verb, $"{endpoint.Url.AbsoluteUri.TrimEnd('/')}{tenant}{path}");
        }
        else
        {
            if (endpoint.Tenant is { } tenant) body["tenant"] = tenant;
            request = new HttpRequestMessage(HttpMethod.Post, endpoint.Url);
            body = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = 1, ["method"] = method, ["params"] = body };
        }

        if (request.Method != HttpMethod.Get)
        {
            request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/a2a+json"));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.Add("A2A-Version", A2AEndpoint.Version);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    /// <summary>The result of a JSON-RPC answer.</summary>
    private static JsonElement Result(JsonElement answer)
    {
        if (answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("result", out var result)) return result;
        if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty("error", out var error)
            || error.ValueKind != JsonValueKind.Object || !error.TryGetProperty("code", out var named)
            || !named.TryGetInt32(out var code))
            throw new A2AException(A2AException.RefusedCode, "gave an answer that is not JSON-RPC");
        var text = error.TryGetProperty("message", out var message) ? message.ToString() : "";
        if (text.Length > MaxReason) text = text[..MaxReason] + " …";
        return code == TaskNotFound
            ? throw new A2AException(A2AException.LostCode, $"has a task that its agent does not know any more: {text}")
            : throw new A2AException(A2AException.RefusedCode, $"was refused by its agent with error {code}: {text}")
            {
                Passes = code == InternalError,
            };
    }

    // Section 5.4 of the specification.
    private const int TaskNotFound = -32001;
    private const int InternalError = -32603;
    private const int MaxReason = 300;
}
