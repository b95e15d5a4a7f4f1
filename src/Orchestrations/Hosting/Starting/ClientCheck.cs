using DurableTeams.Definitions;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Hosting.Starting;

/// <summary>A program that brings its own Durable Task has registered a client for it.</summary>
internal sealed class ClientCheck(Registrations registrations, IServiceProviderIsService known) : IStartCheck
{
    public IEnumerable<DefinitionError> Check()
    {
        const string call = nameof(DurableTeamsBuilder.UseDurableTask);
        if (registrations.Engines.All(engine => engine.Name != call) || known.IsService(typeof(DurableTaskClient))) yield break;
        yield return new DefinitionError(
            call, 0,
            "there is no DurableTaskClient among the services; register one, such as "
                + "AddDurableTaskClient(client => client.UseGrpc())");
    }
}
