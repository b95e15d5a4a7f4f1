using System.Collections.Concurrent;
using DurableTeams.Testing.Json;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Testing.Servers;

/// <summary>The endpoint of HTTP tools: records every call with its Idempotency-Key and answers as the test says.</summary>
public sealed class ToolServer(Traffic traffic) : LoopbackServer
{
    private readonly ConcurrentQueue<ToolRequest> _requests = new();

    public Func<ToolRequest, ToolAnswer> Answers { get; set; } = _ => new ToolAnswer("ok");

    public Gates<ToolRequest> Gates { get; } = new();

    /// <summary>Waited for before a call is answered.</summary>
    public Func<ToolRequest, CancellationToken, Task> Arriving { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Told when an answer is written to the last byte.</summary>
    public Action<ToolRequest> Answered { get; set; } = _ => { };

    /// <summary>Every call, in order of arrival.</summary>
    public IReadOnlyList<ToolRequest> Requests => [.. _requests.OrderBy(request => request.Number)];

    /// <summary>Calls of one tool; every tool of a test's team has a path like its name.</summary>
    public IReadOnlyList<ToolRequest> RequestsOf(string tool) => [.. Requests.Where(request => request.Tool == tool)];

    /// <summary>As new.</summary>
    public void Clear()
    {
        _requests.Clear();
        Gates.Clear();
        (Answers, Arriving, Answered) = (_ => new ToolAnswer("ok"), (_, _) => Task.CompletedTask, _ => { });
    }

    protected override void BeforeStop() => Gates.ReleaseAll();

    protected override async Task HandleAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var request = Record(context.Request, body);
        try
        {
            var gate = Gates.Take(request);
            if (gate is not null) await gate.PassAsync(request, context.RequestAborted);
            await Arriving(request, context.RequestAborted);
            await traffic.OpenAsync(context.RequestAborted);
            var answer = Answers(request);
            context.Response.StatusCode = answer.Status;
            context.Response.ContentType = "text/plain; charset=utf-8";
            await context.Response.WriteAsync(answer.Text, context.RequestAborted);
            await context.Response.CompleteAsync();
            traffic.Answer(request.Number, $"{answer.Status} {answer.Text}");
            gate?.Answered(request);
            Answered(request);
        }
        catch (OperationCanceledException)
        {
            traffic.Note($"#{request.Number} was given up by its caller");
        }
    }

    private ToolRequest Record(HttpRequest http, string body)
    {
        var key = http.Headers["Idempotency-Key"].ToString();
        var number = traffic.Arrive($"tool {http.Method} {http.Path}{http.QueryString} {body} key={key}");
        var request = new ToolRequest(
            number,
            http.Method,
            http.Path.Value!,
            http.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal),
            body,
            key,
            http.Headers.Authorization.ToString(),
            http.Headers.TraceParent.ToString());
        _requests.Enqueue(request);
        return request;
    }
}

/// <summary>A recorded tool call.</summary>
public sealed record ToolRequest(
    int Number, string Method, string Path, IReadOnlyDictionary<string, string> Query, string Body, string Key,
    string Authorization, string TraceParent)
{
    public string Tool => Path.TrimStart('/');

    /// <summary>An argument of a JSON body.</summary>
    public string? Argument(string name) => JsonText.Parse(Body).Text(name);
}

/// <summary>What a tool answers.</summary>
public sealed record ToolAnswer(string Text, int Status = 200);
