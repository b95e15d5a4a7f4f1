using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Orchestrations.Tests.Tools;

/// <summary>A real server on a free loopback port that keeps what it was sent and answers as the test says.</summary>
public sealed class LoopbackServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private LoopbackServer(WebApplication app) => _app = app;

    public ConcurrentQueue<RecordedRequest> Requests { get; } = new();

    public string Url { get; private set; } = "";

    public RecordedRequest Single => Assert.Single(Requests);

    public static async Task<LoopbackServer> StartAsync(Func<HttpContext, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new LoopbackServer(app);
        app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var headers = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            var target = context.Request.Path.ToUriComponent() + context.Request.QueryString.ToUriComponent();
            server.Requests.Enqueue(new RecordedRequest(context.Request.Method, target, headers, await reader.ReadToEndAsync()));
            await answer(context);
        });
        await app.StartAsync();
        server.Url = app.Urls.First();
        return server;
    }

    public static Task<LoopbackServer> StartAsync(string body, int status = 200, string contentType = "application/json") =>
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
    public static Task Hang(HttpContext context) => Task.Delay(Timeout.Infinite, context.RequestAborted)
        .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

public sealed record RecordedRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public JsonElement Json => JsonElement.Parse(Body);
}
