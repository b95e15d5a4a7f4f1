using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Testing.Servers;

/// <summary>A server that keeps every request it was sent, and answers as the test says.</summary>
public sealed class RecordingServer : LoopbackServer
{
    private readonly Func<HttpContext, Task> _answer;

    private RecordingServer(Func<HttpContext, Task> answer) => _answer = answer;

    /// <summary>Every request, in order of arrival.</summary>
    public ConcurrentQueue<RecordedRequest> Requests { get; } = new();

    /// <summary>Such as <c>http://127.0.0.1:40123</c>.</summary>
    public string Url => Address;

    /// <summary>The only request; fails where there is none, or a second.</summary>
    public RecordedRequest Single => Requests.Single();

    public static async Task<RecordingServer> StartAsync(Func<HttpContext, Task> answer)
    {
        var server = new RecordingServer(answer);
        await server.StartAsync();
        return server;
    }

    public static Task<RecordingServer> StartAsync(string body, int status = 200, string contentType = "application/json") =>
        StartAsync(context => Answer(context, body, status, contentType));

    public static async Task Answer(HttpContext context, string body, int status = 200, string contentType = "application/json")
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        if (body.Length > 0) await context.Response.WriteAsync(body);
    }

    /// <summary>Half an answer, then the connection is gone.</summary>
    public static async Task Break(HttpContext context)
    {
        context.Response.ContentLength = 1000;
        await context.Response.WriteAsync("{\"half\":");
        await context.Response.Body.FlushAsync();
        context.Abort();
    }

    /// <summary>No answer before the client gives up.</summary>
    public static async Task Hang(HttpContext context)
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    }

    protected override async Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        using var reader = new StreamReader(request.Body);
        var headers = request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var target = request.Path.ToUriComponent() + request.QueryString.ToUriComponent();
        Requests.Enqueue(new RecordedRequest(request.Method, target, headers, await reader.ReadToEndAsync()));
        await _answer(context);
    }
}

/// <summary>A request as it came.</summary>
/// <param name="Method">Such as <c>POST</c>.</param>
/// <param name="Target">Path and query.</param>
/// <param name="Headers">By name, whatever its case.</param>
/// <param name="Body">As text.</param>
public sealed record RecordedRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>The body as JSON.</summary>
    public JsonElement Json => JsonElement.Parse(Body);
}
