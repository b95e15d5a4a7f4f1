using DurableTeams.AzureTables.RunStore;
using DurableTeams.Storage;
using DurableTeams.Telemetry.Export;

namespace DurableTeams.AzureTables;

/// <summary>The run store on Azure Table storage, for programs without a service collection.</summary>
public static class AzureTablesRunStore
{
    /// <summary>The store of an account. It makes its tables at the first use.</summary>
    /// <param name="options">Where the tables are.</param>
    /// <param name="feed">Told what this process wrote; null where nobody needs to be.</param>
    public static IRunStore Open(TableRunStoreOptions options, IRunFeed? feed = null) => new TableRunStore(options, feed);
}
