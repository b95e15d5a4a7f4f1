using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Hosting;

/// <summary>The engine whose client and worker the program registered itself, and whose worker is a hosted service.</summary>
internal sealed class RegisteredEngine : ITeamEngine
{
    public RegisteredEngine(IServiceProvider services) => Client = services.GetRequiredService<DurableTaskClient>();

    public DurableTaskClient? Client { get; }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
