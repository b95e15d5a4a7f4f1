using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using DurableTeams.Functions.Settings;
using DurableTeams.Storage;
using DurableTeams.Telemetry.Export;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DurableTeams.Functions.Storage;

/// <summary>Registers the table store.</summary>
public static class TableRunStoreServices
{
    /// <summary>Adds the run store on the account of a connection string.</summary>
    public static IServiceCollection AddTableRunStore(this IServiceCollection services, string connectionString) =>
        services.AddTableRunStore(new TableRunStoreOptions { ConnectionString = connectionString });

    /// <summary>Adds the run store on an account, as whom the credential says.</summary>
    public static IServiceCollection AddTableRunStore(this IServiceCollection services, Uri serviceUri, TokenCredential credential) =>
        services.AddTableRunStore(new TableRunStoreOptions { ServiceUri = serviceUri, Credential = credential });

    /// <summary>Adds the run store on the account that the app's settings name.</summary>
    internal static IServiceCollection AddTableRunStore(this IServiceCollection services, StorageSettings settings) =>
        settings.ConnectionString is { } connection
            ? services.AddTableRunStore(connection)
            : services.AddTableRunStore(
                settings.TableService!, new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = settings.ClientId }));

    internal static IServiceCollection AddTableRunStore(this IServiceCollection services, TableRunStoreOptions options)
    {
        services.TryAddSingleton<IRunStore>(provider => new TableRunStore(options, provider.GetService<IRunFeed>()));
        return services;
    }

    /// <summary>What is wrong with the connection string, which is never told; null where nothing is.</summary>
    internal static string? Check(TableRunStoreOptions options)
    {
        try
        {
            _ = new TableServiceClient(options.ConnectionString);
            return null;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidOperationException)
        {
            return "this is not the connection string of a storage account; for Azurite write UseDevelopmentStorage=true.";
        }
    }
}
