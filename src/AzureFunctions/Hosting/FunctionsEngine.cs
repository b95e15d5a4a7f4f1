using DurableTeams.Hosting;
using Microsoft.DurableTask.Client;

namespace DurableTeams.Functions.Hosting;

/// <summary>The Functions host's Durable Task: it gives its client with each call, and starts and stops by itself.</summary>
internal sealed class FunctionsEngine : ITeamEngine
{
    public DurableTaskClient? Client => null;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
