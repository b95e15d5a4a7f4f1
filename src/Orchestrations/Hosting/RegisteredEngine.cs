using DurableTeams.Definitions;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Hosting;

/// <summary>The engine whose client and worker the program registered itself, and whose worker is a hosted service.</summary>
internal sealed class RegisteredEngine : ITeamEngine
{
    public RegisteredEngine(IServiceProvider services) =>
        Client = services.GetService<DurableTaskClient>() ?? throw new DefinitionException(
        [
            new DefinitionError(
                nameof(DurableTeamsBuilder.UseDurableTask), 0,
                "there is no DurableTaskClient among the services; register one, such as AddDurableTaskClient(c => c.UseGrpc())"),
        ]);

    public DurableTaskClient Client { get; }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
