using Azure.Identity;

namespace DurableTeams.FunctionsApp.Settings;

/// <summary>Registers the run store on the account that the settings name.</summary>
internal static class StorageServices
{
    /// <summary>Keeps runs there, with the connection string or as the app's identity.</summary>
    public static DurableTeamsBuilder UseStorage(this DurableTeamsBuilder teams, StorageSettings settings) =>
        settings.ConnectionString is { } connection
            ? teams.UseAzureTables(connection)
            : teams.UseAzureTables(
                settings.TableService!,
                new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = settings.ClientId }));
}
