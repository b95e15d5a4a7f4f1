using DurableTeams.Http;
using DurableTeams.Approvals.Links;
using DurableTeams.Approvals.Notifications;
using DurableTeams.Definitions;
using DurableTeams.Json;
using DurableTeams.Outbound;
using DurableTeams.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Functions.Hosting;

/// <summary>The steps of every host's start, after its services are complete and before its first call.</summary>
public static class StartSteps
{
    /// <summary>
    /// Reads the settings and team files, so that an error stops the start and not the first call, and stores the definitions.
    /// </summary>
    /// <exception cref="SettingException">A setting is wrong.</exception>
    /// <exception cref="DefinitionException">Team files are wrong.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot be reached.</exception>
    public static async Task PrepareAsync(this IServiceProvider services, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(services);
        _ = services.GetRequiredService<PublicAddress>();
        _ = services.GetRequiredService<AllowedNetworks>();
        _ = services.GetRequiredService<ToolNetworks>();
        _ = services.GetRequiredService<WebhookKeys>();
        _ = services.GetRequiredService<StartLimit>();
        var teams = services.GetRequiredService<ITeamCatalog>();
        DefinitionWarnings.Log(teams.Teams, services.GetRequiredService<ILoggerFactory>());
        await teams.InitializeAsync(cancellationToken).ConfigureAwait(false);
    }
}
