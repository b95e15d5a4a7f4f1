using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Testing.Servers;

/// <summary>A double of the host's endpoints for workers: one queue in memory, and troubles on demand.</summary>
public sealed class WorkHost : LoopbackServer
{
    private readonly ConcurrentQueue<GivenWork> _waiting = new();
    private readonly ConcurrentDictionary<string, GivenWork> _works = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>How long leases are.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Every call as method and path, in order of arrival.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>Answers a call otherwise: status and code; null lets it pass.</summary>
    public Func<string, (int Status, string Code)?> Trouble { get; set; } = _ => null;

    /// <summary>The key that calls must carry; null asks for none.</summary>
    public string? Key { get; set; }

    public static async Task<WorkHost> OpenAsync(int port = 0)
    {
        var host = new WorkHost(port);
        await host.StartAsync();
        return host;
    }

    private WorkHost(int port)
        : base(port)
    {
    }

    /// <summary>Puts work into the queue.</summary>
    public GivenWork Offer(string task)
    {
        var number = Interlocked.Increment(ref _count);
        var work = new GivenWork($"r{number}.1-w", task);
        _works[work.WorkId] = work;
        _waiting.Enqueue(work);
        return work;
    }

    /// <summary>Takes the lease away, and offers the work again.</summary>
    public void Lose(GivenWork work)
    {
        work.Token = null;
        _waiting.Enqueue(work);
    }

    protected override async Task HandleAsync(HttpContext context)
    {
        var call = $"{context.Request.Method} {context.Request.Path.Value}";
        Calls.Enqueue(call);
        var body = await BodyAsync(context);
        if (Key is not null && context.Request.Headers["x-functions-key"] != Key)
            await ProblemAsync(context, 401, "unauthorized");
        else if (Trouble(call) is { } trouble) await ProblemAsync(context, trouble.Status, trouble.Code);
        else if (call.EndsWith("/lease", StringComparison.Ordinal)) await LeaseAsync(context, body);
        else await AboutAsync(context, call, body);
    }

    private async Task LeaseAsync(HttpContext context, JsonElement body)
    {
        var until = DateTimeOffset.UtcNow.AddSeconds(Math.Min(1, body.GetProperty("wait").GetInt32()));
        GivenWork? work;
        while (!_waiting.TryDequeue(out work) && DateTimeOffset.UtcNow < until) await Task.Delay(10, context.RequestAborted);
        if (work is null)
        {
            context.Response.StatusCode = 204;
            return;
        }

        work.Worker = body.GetProperty("worker").GetString();
        work.Token = $"t{++work.Attempt}";
        await JsonAsync(context, new
        {
            workId = work.WorkId,
            token = work.Token,
            runId = work.WorkId.Split('.')[0],
            memberRunId = work.WorkId[..^2],
            memberId = "coder",
            spawn = 1,
            attempt = work.Attempt,
            task = work.Task,
            context = new { teamId = "crew", sessionId = "s1", role = "Writes code", messages = Array.Empty<object>() },
            traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            idempotencyKey = work.WorkId[..^2],
            deadline = DateTimeOffset.UtcNow + Lease,
        });
    }

    private async Task AboutAsync(HttpContext context, string call, JsonElement body)
    {
        var parts = context.Request.Path.Value!.Split('/');
        var token = context.Request.Method == "GET"
            ? context.Request.Headers["x-work-token"].ToString()
            : body.GetProperty("token").GetString();
        if (parts.Length < 5 || !_works.TryGetValue(parts[3], out var work)) await ProblemAsync(context, 404, "workNotFound");
        else if (token != work.Token) await ProblemAsync(context, 409, "superseded");
        else if (call.EndsWith("/heartbeat", StringComparison.Ordinal))
        {
            work.Heartbeats++;
            await JsonAsync(context, new { deadline = DateTimeOffset.UtcNow + Lease, cancelled = work.Cancelled });
        }
        else if (call.EndsWith("/events", StringComparison.Ordinal)) await EventsAsync(context, work, body);
        else if (parts[4] == "ask") await AskAsync(context, work, body);
        else await CompleteAsync(context, work, body);
    }

    private static Task EventsAsync(HttpContext context, GivenWork work, JsonElement body)
    {
        var events = body.GetProperty("events").EnumerateArray().Select(item => item.Clone()).ToList();
        var recorded = events.Count(item => work.Events.TryAdd(item.GetProperty("id").GetString()!, item));
        foreach (var item in events) work.Order.Enqueue(item.GetProperty("id").GetString()!);
        return JsonAsync(context, new { recorded, known = events.Count - recorded });
    }

    private static async Task AskAsync(HttpContext context, GivenWork work, JsonElement body)
    {
        if (context.Request.Method == "POST") work.Asked.Enqueue(body.Clone());
        // The wait of a look is the test's patience.
        if (context.Request.Method == "GET" && work.Decision is null) await Task.Delay(20, context.RequestAborted);
        var decided = work.Decision;
        await JsonAsync(
            context, new { requirementId = "q1", id = "ask-1", status = decided ?? "pending", decision = decided, by = "ann" });
    }

    private static Task CompleteAsync(HttpContext context, GivenWork work, JsonElement body)
    {
        var told = body.TryGetProperty("output", out var output) ? output.ToString() : "error: " + body.GetProperty("error");
        work.Completions.Enqueue(told);
        if (work.Completion.TrySetResult(told) || work.Completion.Task.Result == told)
            return JsonAsync(context, new { workId = work.WorkId, status = "completed" });
        return ProblemAsync(context, 409, "alreadyCompleted");
    }

    private static async Task<JsonElement> BodyAsync(HttpContext context)
    {
        if (context.Request.Method == "GET") return default;
        using var document = await JsonDocument.ParseAsync(context.Request.Body);
        return document.RootElement.Clone();
    }

    private static Task ProblemAsync(HttpContext context, int status, string code)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(
            new { title = code, status, detail = string.Create(CultureInfo.InvariantCulture, $"refused with {status}"), code },
            options: null, contentType: "application/problem+json");
    }

    private static Task JsonAsync(HttpContext context, object answer) => context.Response.WriteAsJsonAsync(answer);
}

/// <summary>A piece of work of a <see cref="WorkHost"/>, and what was told of it.</summary>
/// <param name="WorkId">The id.</param>
/// <param name="Task">What is to be done.</param>
public sealed record GivenWork(string WorkId, string Task)
{
    public TaskCompletionSource<string> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Every completion that arrived, repeated ones too.</summary>
    public ConcurrentQueue<string> Completions { get; } = new();

    public ConcurrentDictionary<string, JsonElement> Events { get; } = new(StringComparer.Ordinal);

    /// <summary>The ids of events as they arrived, doubled ones too.</summary>
    public ConcurrentQueue<string> Order { get; } = new();

    public ConcurrentQueue<JsonElement> Asked { get; } = new();

    public string? Token { get; set; }

    public string? Worker { get; set; }

    public int Attempt { get; set; }

    public int Heartbeats { get; set; }

    public bool Cancelled { get; set; }

    /// <summary>The status of questions; null while pending.</summary>
    public string? Decision { get; set; }
}
