using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Testing.Servers;

/// <summary>A Kestrel server of the test's own, on a loopback port, a free one unless it is named.</summary>
public abstract class LoopbackServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    protected LoopbackServer(int port = 0)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    /// <summary>Such as <c>http://127.0.0.1:40123</c>.</summary>
    public string Address => _app.Urls.Single();

    public Task StartAsync() => _app.StartAsync();

    public async ValueTask DisposeAsync()
    {
        BeforeStop();
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync();
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract Task HandleAsync(HttpContext context);

    /// <summary>
    /// Lets go what is held, so that stopping waits for nobody. There is nothing to let go unless a server says so.
    /// </summary>
    protected virtual void BeforeStop()
    {
    }
}
