using Azure.Identity;
using Microsoft.Extensions.Configuration;

namespace DurableTeams.Functions.Storage;

/// <summary>Where the settings of an app say that its tables are.</summary>
internal static class TableStorageSetting
{
    private const string Name = "DURABLETEAMS_STORAGE";
    private const string Default = "AzureWebJobsStorage";

    /// <summary>The account: a connection string, or an address with the app's identity; by default that of the Functions host.</summary>
    /// <exception cref="SettingException">There is none, or it cannot be used.</exception>
    public static TableRunStoreOptions Read(IConfiguration configuration)
    {
        foreach (var name in new[] { Name, Default })
        {
            if (configuration[name] is { Length: > 0 } connection)
            {
                var options = new TableRunStoreOptions { ConnectionString = connection };
                return TableRunStoreServices.Check(options) is { } wrong ? throw new SettingException(name, wrong) : options;
            }

            if (configuration[$"{name}:tableServiceUri"] is not { Length: > 0 } address) continue;
            if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttps)
                throw new SettingException($"{name}__tableServiceUri", "must be an https address, such as https://stdurableteams.table.core.windows.net.");
            var identity = configuration[$"{name}:clientId"];
            return new TableRunStoreOptions
            {
                ServiceUri = uri,
                Credential = new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = identity }),
            };
        }

        throw new SettingException(Name, $"is missing, and {Default} too. Set it to the connection string of a storage account, such as UseDevelopmentStorage=true for Azurite.");
    }
}
