using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Embedded.Demo;

/// <summary>The notice board that the team's tools call. It runs in the demo's own process and counts what it is sent.</summary>
internal sealed class DemoToolServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<string> _calls = new();

    private DemoToolServer(WebApplication app) => _app = app;

    /// <summary>The address of the service.</summary>
    public string Url => _app.Urls.First();

    /// <summary>The idempotency keys of the messages that were sent, in order.</summary>
    public IReadOnlyCollection<string> Calls => _calls;

    /// <summary>Starts the service on a free loopback port.</summary>
    public static async Task<DemoToolServer> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        var server = new DemoToolServer(app);
        app.MapGet("/api/runs", () => Results.Text("""{"items":[]}"""));
        app.MapPost("/api/teams/notice-board/runs", (HttpRequest request) =>
        {
            server._calls.Enqueue(request.Headers["Idempotency-Key"].ToString());
            return Results.Text("""{"runId":"message-1"}""");
        });
        await app.StartAsync(cancellationToken);
        return server;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
