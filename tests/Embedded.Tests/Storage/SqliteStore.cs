using DurableTeams.Sqlite;
using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.Database.Writing;
using DurableTeams.Sqlite.RunStore;
using DurableTeams.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableTeams.Embedded.Tests.Storage;

/// <summary>The SQLite store on files of its own, whose writes a test makes fail.</summary>
public sealed class SqliteStore : IStoreUnderTest
{
    private readonly string _directory = Directory.CreateTempSubdirectory("durableteams-store-").FullName;

    /// <summary>Called at each step of a write; what it throws is what the storage says.</summary>
    internal Action<WritePoint>? Fault { get; set; }

    internal EmbeddedDatabase Database { get; private set; } = null!;

    public IRunStore Open()
    {
        var options = new DatabaseOptions
        {
            Fault = point => Fault?.Invoke(point),
            Patience = TimeSpan.Zero,
            FirstRetry = TimeSpan.FromMilliseconds(1),
        };
        Database = SqliteDatabase.Open(_directory, NullLoggerFactory.Instance, options);
        return new SqliteRunStore(Database);
    }

    public async Task<IRunStore> ReopenAsync()
    {
        await Database.DisposeAsync();
        return Open();
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
