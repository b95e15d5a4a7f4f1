using DurableTeams.Functions.Http;
using Microsoft.Extensions.Hosting;

namespace DurableTeams.Functions.Hosting;

/// <summary>
/// Makes the endpoints when the worker starts, not with the first request: protocols also say what callbacks of runs are told,
/// and a worker may make such calls before it is asked anything.
/// </summary>
internal sealed class ApiStart(ApiPipeline pipeline) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
