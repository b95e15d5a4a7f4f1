using Azure.Identity;
using DurableTeams.AzureTables;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.FunctionsApp.Settings;

/// <summary>Registers the run store on the account that the settings name.</summary>
internal static class StorageServices
{
    /// <summary>Adds the store, with the connection string or as the app's identity.</summary>
    public static IServiceCollection AddRunStore(this IServiceCollection services, StorageSettings settings) =>
        settings.ConnectionString is { } connection
            ? services.AddAzureTablesRunStore(connection)
            : services.AddAzureTablesRunStore(
                settings.TableService!,
                new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = settings.ClientId }));
}
