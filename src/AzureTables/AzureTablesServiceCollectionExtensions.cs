using Azure.Core;
using DurableTeams.AzureTables.RunStore;
using DurableTeams.Storage;
using DurableTeams.Telemetry.Export;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DurableTeams.AzureTables;

/// <summary>Registers the run store on Azure Table storage.</summary>
public static class AzureTablesServiceCollectionExtensions
{
    /// <summary>Adds the run store on the account of a connection string.</summary>
    public static IServiceCollection AddAzureTablesRunStore(this IServiceCollection services, string connectionString) =>
        services.AddAzureTablesRunStore(new TableRunStoreOptions { ConnectionString = connectionString });

    /// <summary>Adds the run store on an account, as whom the credential says.</summary>
    public static IServiceCollection AddAzureTablesRunStore(
        this IServiceCollection services, Uri serviceUri, TokenCredential credential) =>
        services.AddAzureTablesRunStore(new TableRunStoreOptions { ServiceUri = serviceUri, Credential = credential });

    /// <summary>
    /// Adds the run store, unless one is registered. It tells the registered <see cref="IRunFeed"/>, where there is one.
    /// </summary>
    public static IServiceCollection AddAzureTablesRunStore(this IServiceCollection services, TableRunStoreOptions options)
    {
        services.TryAddSingleton<IRunStore>(provider => AzureTablesRunStore.Open(options, provider.GetService<IRunFeed>()));
        return services;
    }
}
