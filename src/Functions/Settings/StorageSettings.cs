using DurableTeams.Json;
using Microsoft.Extensions.Configuration;

namespace DurableTeams.FunctionsApp.Settings;

/// <summary>The storage account: a connection string, or the table endpoint and the identity that signs in.</summary>
/// <param name="ConnectionString">The connection string, where there is one.</param>
/// <param name="TableService">Otherwise the endpoint of the account's tables.</param>
/// <param name="ClientId">The user-assigned identity that signs in; null for the system-assigned one.</param>
public sealed record StorageSettings(string? ConnectionString, Uri? TableService = null, string? ClientId = null)
{
    private const string ManagedIdentity = "managedidentity";

    /// <summary>Reads the settings.</summary>
    /// <exception cref="SettingException">The settings name no account, or one that cannot be used.</exception>
    public static StorageSettings Read(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (Get(configuration, AppSettings.Storage) is { } connection) return new(Checked(connection));
        var service = Get(configuration, AppSettings.StorageTables) is { } uri ? Endpoint(uri)
            : Get(configuration, AppSettings.StorageAccount) is { } account ? Endpoint(account, AppSettings.StorageAccount)
            : throw new SettingException(
                AppSettings.Storage,
                    "is missing. Set it, for example to UseDevelopmentStorage=true for Azurite; or set "
                        + $"{AppSettings.StorageAccount}, for example to stdurableteams, for an account with an identity.");
        if (Get(configuration, AppSettings.StorageCredential) is { } credential
            && !credential.Equals(ManagedIdentity, StringComparison.OrdinalIgnoreCase))
            throw new SettingException(AppSettings.StorageCredential, $"must be {ManagedIdentity}, or be removed.");
        var clientId = Get(configuration, AppSettings.StorageClientId);
        return clientId is null || Guid.TryParse(clientId, out _)
            ? new(null, service, clientId)
            : throw new SettingException(
                AppSettings.StorageClientId,
                "must be the client id of an identity, such as 00000000-0000-0000-0000-000000000000.");
    }

    private static string? Get(IConfiguration configuration, string name) =>
        configuration[name.Replace("__", ":", StringComparison.Ordinal)] is { Length: > 0 } value ? value : null;

    private static string Checked(string connection) =>
        connection.Contains("UseDevelopmentStorage=true", StringComparison.OrdinalIgnoreCase)
        || connection.Contains("AccountName=", StringComparison.OrdinalIgnoreCase)
        || connection.Contains("TableEndpoint=", StringComparison.OrdinalIgnoreCase)
            ? connection
            : throw new SettingException(
                AppSettings.Storage, "must be a storage connection string with tables, such as UseDevelopmentStorage=true.");

    private static Uri Endpoint(string uri) =>
        Uri.TryCreate(uri, UriKind.Absolute, out var service) && service.Scheme == Uri.UriSchemeHttps
            ? service
            : throw new SettingException(
                AppSettings.StorageTables, "must be an https address, such as https://stdurableteams.table.core.windows.net.");

    private static Uri Endpoint(string account, string setting) =>
        account.Length is >= 3 and <= 24 && account.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter))
            ? new Uri($"https://{account}.table.core.windows.net")
            : throw new SettingException(setting, "must have 3 to 24 characters of a-z and 0-9, such as stdurableteams.");
}
