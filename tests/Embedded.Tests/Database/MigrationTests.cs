using DurableTeams.Sqlite;
using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.Engine.Schema;
using DurableTeams.Sqlite.RunStore;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableTeams.Embedded.Tests.Database;

/// <summary>Databases of earlier schemas go on with what is in them.</summary>
public sealed class MigrationTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Open_SecondVersion_EventsAreStillKnownByTheirKeys()
    {
        OpenSecondVersion("INSERT INTO event_keys VALUES (1, x'000102030405060708090a0b0c0d0e0f')");
        await using var database = SqliteDatabase.Open(_directory.Path, NullLoggerFactory.Instance);
        Assert.Equal(1, database.Read(s => s.Statement(
            "SELECT count(*) FROM event_keys WHERE run = 1 AND key = x'0001020304050607'").QueryInt64()));
    }

    [Fact]
    public async Task Open_SecondVersion_WritesItsGroups()
    {
        OpenSecondVersion("INSERT INTO names VALUES (1, 'a')");
        await using var database = SqliteDatabase.Open(_directory.Path, NullLoggerFactory.Instance);
        await database.WriteAsync(s => s.Statement("INSERT INTO names VALUES (2, 'b')").Execute());
        Assert.Equal(2, database.Read(s => s.Statement("SELECT count(*) FROM names").QueryInt64()));
    }

    [Fact]
    public async Task ListDeadLetters_ManyInstances_LooksOnlyAtThese()
    {
        await using var database = SqliteDatabase.Open(_directory.Path, NullLoggerFactory.Instance);
        var plan = database.Read(s =>
        {
            using var rows = s.Statement("EXPLAIN QUERY PLAN SELECT id FROM instances WHERE poison IS NOT NULL ORDER BY key")
                .Query();
            Assert.True(rows.Read());
            return rows.GetText(3);
        });
        Assert.Contains("instances_poisoned", plan, StringComparison.Ordinal);
    }

    private void OpenSecondVersion(string script)
    {
        using var connection = SqliteConnection.OpenWriter(Path.Combine(_directory.Path, EmbeddedDatabase.FileName));
        SchemaMigrator.Migrate(connection, [EngineSchema.Initial, RunSchema.Initial]);
        connection.Execute(script);
    }
}
