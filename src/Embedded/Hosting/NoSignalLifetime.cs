using Microsoft.Extensions.Hosting;

namespace DurableTeams.Embedded.Hosting;

/// <summary>Ignores signals: the command handles them, and hosts inside tests must not.</summary>
internal sealed class NoSignalLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
