using Azure.Core;
using DurableTeams.AzureTables;
using DurableTeams.AzureTables.RunStore;
using DurableTeams.Telemetry.Export;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams;

/// <summary>Keeps runs in Azure Table storage.</summary>
public static class AzureTablesBuilderExtensions
{
    /// <summary>Keeps runs in the tables of the account with this connection string.</summary>
    public static DurableTeamsBuilder UseAzureTables(this DurableTeamsBuilder teams, string connectionString) =>
        teams.UseAzureTables(new TableRunStoreOptions { ConnectionString = connectionString });

    /// <summary>Keeps runs in the tables of an account, as whom the credential says.</summary>
    public static DurableTeamsBuilder UseAzureTables(
        this DurableTeamsBuilder teams, Uri serviceUri, TokenCredential credential) =>
        teams.UseAzureTables(new TableRunStoreOptions { ServiceUri = serviceUri, Credential = credential });

    /// <summary>Keeps runs in the tables of an account, which are made at the first use.</summary>
    public static DurableTeamsBuilder UseAzureTables(this DurableTeamsBuilder teams, TableRunStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(teams);
        ArgumentNullException.ThrowIfNull(options);
        return teams.UseStore(
            nameof(UseAzureTables),
            services => AzureTablesRunStore.Open(options, IRunFeed.Of([.. services.GetServices<IRunFeed>()])));
    }
}
