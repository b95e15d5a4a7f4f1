using Azure.Data.Tables;

namespace DurableTeams.AzureTables.RunStore.Rows;

/// <summary>The store's tables. They are made at the first use, and looked at no more after.</summary>
internal sealed class Tables
{
    private readonly TableClient[] _all;
    private readonly Lock _gate = new();
    private Task? _made;

    public Tables(TableRunStoreOptions options)
    {
        var client = new TableClientOptions();
        StorageRetries.Configure(client.Retry);
        options.Configure?.Invoke(client);
        client.RetryPolicy ??= new StorageRetries(client.Retry);
        var service = options.ServiceUri is { } uri
            ? new TableServiceClient(uri, options.Credential, client) : new TableServiceClient(options.ConnectionString, client);
        Runs = Open("Runs");
        RunData = Open("RunData");
        Index = Open("Index");
        Sessions = Open("Sessions");
        Definitions = Open("Definitions");
        Live = Open("Live");
        _all = [Runs, RunData, Index, Sessions, Definitions, Live];

        TableClient Open(string name) => service.GetTableClient(options.TablePrefix + name);
    }

    /// <summary>Runs with everything of theirs.</summary>
    public TableClient Runs { get; }

    /// <summary>Values too large for a transaction.</summary>
    public TableClient RunData { get; }

    /// <summary>Lists.</summary>
    public TableClient Index { get; }

    /// <summary>Sessions.</summary>
    public TableClient Sessions { get; }

    /// <summary>What models write at the moment, by run; its rows expire.</summary>
    public TableClient Live { get; }

    /// <summary>Definitions by hash.</summary>
    public TableClient Definitions { get; }

    /// <summary>Returns once the tables are there.</summary>
    public Task MakeAsync()
    {
        lock (_gate)
        {
            if (_made is null or { IsFaulted: true } or { IsCanceled: true })
                _made = Task.WhenAll(_all.Select(table => table.CreateIfNotExistsAsync(CancellationToken.None)));
            return _made;
        }
    }
}
