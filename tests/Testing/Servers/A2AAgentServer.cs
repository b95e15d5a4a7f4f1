using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Testing.Servers;

/// <summary>An A2A 1.0 agent whose tasks do what the test says, over JSON-RPC or HTTP+JSON.</summary>
public sealed class A2AAgentServer(bool rest = false, bool streams = false) : LoopbackServer
{
    private readonly ConcurrentDictionary<string, A2AAgentTask> _tasks = new(StringComparer.Ordinal);

    /// <summary>The calls, such as <c>SendMessage</c>, in order of arrival.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>The messages that were sent.</summary>
    public ConcurrentQueue<JsonObject> Messages { get; } = new();

    /// <summary>The headers of the last call.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; private set; } = new Dictionary<string, string>();

    /// <summary>Answers a call with this status and body in place of what it is for; null as usual.</summary>
    public Func<string, (int Status, string Body)?> Trouble { get; set; } = _ => null;

    /// <summary>Changes the card.</summary>
    public Action<JsonObject> Card { get; set; } = _ => { };

    /// <summary>Whether a message with an id that is known finds its task.</summary>
    public bool KnowsMessages { get; set; } = true;

    /// <summary>What a new task does at once.</summary>
    public Action<A2AAgentTask> Begin { get; set; } = _ => { };

    /// <summary>What a task does with a further message.</summary>
    public Action<A2AAgentTask, JsonObject> More { get; set; } = (task, _) => task.Work();

    /// <summary>A message in place of a task.</summary>
    public string? Direct { get; set; }

    /// <summary>Held before a new task is answered, once it is there.</summary>
    public TaskCompletionSource? Held { get; set; }

    /// <summary>The tasks, the oldest first.</summary>
    public IReadOnlyList<A2AAgentTask> Tasks => [.. _tasks.Values.OrderBy(task => task.Number)];

    public static async Task<A2AAgentServer> OpenAsync(bool rest = false, bool streams = false)
    {
        var server = new A2AAgentServer(rest, streams);
        await server.StartAsync();
        return server;
    }

    protected override void BeforeStop()
    {
        Held?.TrySetResult();
        foreach (var task in Tasks) task.Hush();
    }

    protected override async Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        Headers = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        if (path.EndsWith("agent-card.json", StringComparison.Ordinal))
        {
            await AnswerAsync(context, Write());
            return;
        }

        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync() is { Length: > 0 } text ? JsonNode.Parse(text)!.AsObject() : [];
        var (method, parameters) = rest
            ? Rest(context.Request, path, body)
            : (body["method"]!.ToString(), body["params"]!.AsObject());
        Calls.Enqueue(method);
        if (Trouble(method) is { } trouble)
        {
            context.Response.StatusCode = trouble.Status;
            await context.Response.WriteAsync(trouble.Body);
            return;
        }

        if (method == "SendMessage") await AnswerAsync(context, Result(await SendAsync(parameters["message"]!.AsObject())));
        else if (method == "ListTasks")
            await AnswerAsync(context, Result(new JsonObject
            {
                ["tasks"] = new JsonArray([.. Tasks.Select(task => task.Write())]), ["nextPageToken"] = "",
            }));
        else if (!_tasks.TryGetValue(parameters["id"]!.ToString(), out var known)) await MissingAsync(context);
        else if (method == "SubscribeToTask") await StreamAsync(context, known);
        else
        {
            if (method == "CancelTask") known.Cancel();
            await AnswerAsync(context, Result(known.Write()));
        }
    }

    private JsonObject Write()
    {
        var card = new JsonObject
        {
            ["name"] = "agent",
            ["capabilities"] = new JsonObject { ["streaming"] = streams },
            ["supportedInterfaces"] = new JsonArray(new JsonObject
            {
                ["url"] = Address + "/a2a",
                ["protocolBinding"] = rest ? "HTTP+JSON" : "JSONRPC",
                ["protocolVersion"] = "1.0",
            }),
        };
        Card(card);
        return card;
    }

    private async Task<JsonObject> SendAsync(JsonObject message)
    {
        Messages.Enqueue(message);
        if (Direct is { } direct)
        {
            return new JsonObject
            {
                ["message"] = new JsonObject
                {
                    ["messageId"] = "m", ["role"] = "ROLE_AGENT", ["parts"] = new JsonArray(new JsonObject { ["text"] = direct }),
                },
            };
        }

        var id = message["messageId"]!.ToString();
        if (message["taskId"]?.ToString() is { } taskId) More(_tasks[taskId], message);
        else
        {
            taskId = KnowsMessages ? Tasks.FirstOrDefault(task => task.MessageId == id)?.Id : null;
            if (taskId is null)
            {
                var task = new A2AAgentTask(_tasks.Count + 1, id);
                _tasks[taskId = task.Id] = task;
                Begin(task);
                if (Held is { } held) await held.Task;
            }
        }

        return new JsonObject { ["task"] = _tasks[taskId].Write() };
    }

    private async Task StreamAsync(HttpContext context, A2AAgentTask task)
    {
        context.Response.ContentType = "text/event-stream";
        await foreach (var happened in task.Follow().ReadAllAsync(context.RequestAborted))
        {
            await context.Response.WriteAsync($"data: {Result(happened).ToJsonString()}\n\n");
            await context.Response.Body.FlushAsync();
        }
    }

    private static (string Method, JsonObject Parameters) Rest(HttpRequest request, string path, JsonObject body)
    {
        var parts = path["/a2a".Length..].Split('/', ':');
        return (request.Method, parts) switch
        {
            (_, ["", "message", "send"]) => ("SendMessage", body),
            ("GET", ["", "tasks"]) => ("ListTasks", body),
            ("GET", ["", "tasks", var id]) => ("GetTask", new JsonObject { ["id"] = id }),
            ("POST", ["", "tasks", var id, "cancel"]) => ("CancelTask", new JsonObject { ["id"] = id }),
            ("GET", ["", "tasks", var id, "subscribe"]) => ("SubscribeToTask", new JsonObject { ["id"] = id }),
            _ => throw new InvalidOperationException($"{request.Method} {path} is no call of A2A."),
        };
    }

    private JsonObject Result(JsonObject result) =>
        rest ? result : new JsonObject { ["jsonrpc"] = "2.0", ["id"] = 1, ["result"] = result };

    private Task MissingAsync(HttpContext context)
    {
        if (rest) context.Response.StatusCode = 404;
        return AnswerAsync(context, new JsonObject
        {
            ["jsonrpc"] = "2.0", ["id"] = 1, ["error"] = new JsonObject { ["code"] = -32001, ["message"] = "No such task" },
        });
    }

    private static async Task AnswerAsync(HttpContext context, JsonObject answer)
    {
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer.ToJsonString());
    }
}

/// <summary>A task of the agent.</summary>
public sealed class A2AAgentTask(int number, string messageId)
{
    private readonly Lock _gate = new();
    private readonly List<Channel<JsonObject>> _followers = [];
    private JsonObject _status = new() { ["state"] = "TASK_STATE_WORKING" };
    private string _text = "";
    private int _changes;

    public int Number => number;

    public string Id => $"task-{number}";

    /// <summary>The message that began it.</summary>
    public string MessageId => messageId;

    /// <summary>Such as <c>TASK_STATE_WORKING</c>.</summary>
    public string State
    {
        get
        {
            lock (_gate) return _status["state"]!.ToString();
        }
    }

    /// <summary>Adds words to its artifact.</summary>
    public void Say(string text)
    {
        lock (_gate)
        {
            var append = _text.Length > 0;
            _text += text;
            Tell(new JsonObject
            {
                ["artifactUpdate"] = new JsonObject
                {
                    ["taskId"] = Id, ["artifact"] = Artifact(text), ["append"] = append,
                },
            });
        }
    }

    public void Complete(string text)
    {
        Say(text);
        Set("TASK_STATE_COMPLETED");
    }

    public void Work() => Set("TASK_STATE_WORKING");

    public void Ask(string question) => Set("TASK_STATE_INPUT_REQUIRED", question);

    public void Authorize(string question) => Set("TASK_STATE_AUTH_REQUIRED", question);

    public void Fail(string why) => Set("TASK_STATE_FAILED", why);

    public void Reject(string why) => Set("TASK_STATE_REJECTED", why);

    public void Cancel() => Set("TASK_STATE_CANCELED");

    /// <summary>Ends what its followers hear.</summary>
    public void Hush()
    {
        lock (_gate)
        {
            foreach (var follower in _followers) follower.Writer.TryComplete();
        }
    }

    internal ChannelReader<JsonObject> Follow()
    {
        lock (_gate)
        {
            var follower = Channel.CreateUnbounded<JsonObject>();
            follower.Writer.TryWrite(new JsonObject { ["task"] = Write() });
            _followers.Add(follower);
            return follower.Reader;
        }
    }

    internal JsonObject Write()
    {
        lock (_gate)
        {
            return new JsonObject
            {
                ["id"] = Id,
                ["contextId"] = $"context-{number}",
                ["status"] = _status.DeepClone(),
                ["artifacts"] = _text.Length > 0 ? new JsonArray(Artifact(_text)) : [],
                ["history"] = new JsonArray(new JsonObject { ["messageId"] = MessageId, ["role"] = "ROLE_USER" }),
            };
        }
    }

    private void Set(string state, string? text = null)
    {
        lock (_gate)
        {
            _status = new JsonObject { ["state"] = state, ["timestamp"] = $"2026-01-01T00:00:{++_changes:00}Z" };
            if (text is not null)
            {
                _status["message"] = new JsonObject
                {
                    ["messageId"] = $"{Id}-{_changes}", ["role"] = "ROLE_AGENT",
                    ["parts"] = new JsonArray(new JsonObject { ["text"] = text }),
                };
            }

            Tell(new JsonObject { ["statusUpdate"] = new JsonObject { ["taskId"] = Id, ["status"] = _status.DeepClone() } });
        }
    }

    private void Tell(JsonObject happened)
    {
        foreach (var follower in _followers) follower.Writer.TryWrite((JsonObject)happened.DeepClone());
    }

    private static JsonObject Artifact(string text) => new()
    {
        ["artifactId"] = "answer", ["parts"] = new JsonArray(new JsonObject { ["text"] = text }),
    };
}
