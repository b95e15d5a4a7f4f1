using Azure.Core;
using Azure.Data.Tables;

namespace DurableTeams.AzureTables.RunStore;

/// <summary>Where the tables are: a connection string, or the account's address with a credential.</summary>
public sealed record TableRunStoreOptions
{
    /// <summary>The connection string.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>The address of the account's table service.</summary>
    public Uri? ServiceUri { get; init; }

    /// <summary>Who asks, with <see cref="ServiceUri"/>.</summary>
    public TokenCredential? Credential { get; init; }

    /// <summary>Adds to what the client does with requests.</summary>
    public Action<TableClientOptions>? Configure { get; init; }

    /// <summary>Tells how old is what is remembered.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>What the names of the tables begin with: letters and digits, the first a letter.</summary>
    public string TablePrefix { get; init; } = "DurableTeams";

    /// <summary>What is wrong with the connection string, which the answer does not quote; null where nothing is.</summary>
    public string? FindProblem()
    {
        try
        {
            _ = new TableServiceClient(ConnectionString);
            return null;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidOperationException)
        {
            return "this is not the connection string of a storage account; for Azurite write UseDevelopmentStorage=true.";
        }
    }
}
