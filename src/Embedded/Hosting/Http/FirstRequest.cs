using DurableTeams.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Embedded.Hosting;

/// <summary>
/// A request of the host's own, once it listens and beside what else it does. It builds the endpoints and their routes and
/// compiles the code that every request runs: neither the start nor the first caller waits for that. It reaches no socket, log or
/// metric.
/// </summary>
internal sealed class FirstRequest
{
    private RequestDelegate? _pipeline;

    /// <summary>Where requests pass that it is to pass, too.</summary>
    public RequestDelegate PassTo(RequestDelegate next) => _pipeline = next;

    /// <summary>Sends it, and does not wait for its answer.</summary>
    public void Send(IServiceProvider services) => _ = Task.Run(() => SendAsync(services));

    private async Task SendAsync(IServiceProvider services)
    {
        try
        {
            await using var scope = services.CreateAsyncScope();
            var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
            context.Request.Method = HttpMethods.Get;
            context.Request.Path = EndpointRouteBuilderExtensions.ApiPrefix + "/teams";
            await _pipeline!(context);
        }
        catch (Exception)
        {
            // Deliberately everything: the host may be stopping, and what fails for this request fails for the next, which says
            // so.
        }
    }
}
