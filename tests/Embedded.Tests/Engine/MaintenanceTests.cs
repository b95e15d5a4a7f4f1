using DurableTeams.Sqlite;
using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.Engine.Client;
using DurableTeams.Sqlite.Engine.Failures;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableTeams.Embedded.Tests.Engine;

public sealed class MaintenanceTests
{
    [Fact]
    public async Task Backup_WhileInUse_IsASoundCopy()
    {
        using var directory = new TemporaryDirectory();
        await using var fixture = new EngineFixture(OrchestrationTests.Chain);
        await fixture.RunAsync("Chain", "a", "i");
        DatabaseMaintenance.Backup(fixture.Database.Path, Path.Combine(directory.Path, EmbeddedDatabase.FileName));
        Assert.Empty(DatabaseMaintenance.Check(fixture.Database.Path));
        await using var copy = SqliteDatabase.Open(directory.Path, NullLoggerFactory.Instance);
        Assert.Equal("i", copy.Read(s => s.Statement("SELECT id FROM instances").QueryText()));
        Assert.Empty(DatabaseMaintenance.Check(copy.Path));
    }

    [Fact]
    public async Task Check_OrphanedRow_IsReported()
    {
        await using var fixture = new EngineFixture(OrchestrationTests.Chain);
        await fixture.Database.WriteAsync(s =>
            s.Statement("INSERT INTO tasks (instance, generation, id, name) VALUES (99, 0, 0, 'x')").Execute());
        Assert.Equal(["1 activities without an instance"], DatabaseMaintenance.Check(fixture.Database.Path));
    }

    [Fact]
    public async Task CleanStop_LeavesTheDatabaseAndItsStamp()
    {
        using var directory = new TemporaryDirectory();
        await using (var database = SqliteDatabase.Open(directory.Path, NullLoggerFactory.Instance))
        {
            await database.WriteAsync(s => s.Statement("INSERT INTO health (id, checked) VALUES (7, 1)").Execute());
            Assert.Equal(1, database.Read(s => s.Statement("SELECT count(*) FROM health WHERE id = 7").QueryInt64()));
        }

        Assert.Equal(
            [EmbeddedDatabase.FileName, EmbeddedDatabase.FileName + "-stamp"],
            Directory.GetFiles(directory.Path, "*.db*").Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Replayer_SameCode_Passes_OtherCode_FailsNamingBoth()
    {
        await using var fixture = new EngineFixture(OrchestrationTests.Chain);
        await fixture.RunAsync("Chain", "a", "i");
        var history = fixture.Engine.Client.ExportHistory("i")!;
        HistoryReplayer.Replay(history, Code("Add"));
        var e = Assert.Throws<NonDeterminismException>(() => HistoryReplayer.Replay(history, Code("Other")));
        Assert.Equal("activity 'Add1' (#0)", e.Recorded);
        Assert.Equal("activity 'Other1'", e.Asked);
        Assert.Null(fixture.Engine.Client.ExportHistory("nobody"));
    }

    private static TaskOrchestrator<string, string> Code(string prefix) =>
        FuncTaskOrchestrator.Create<string, string>(async (context, text) =>
        {
            for (var i = 1; i <= 3; i++) text = await context.CallActivityAsync<string>($"{prefix}{i}", text);
            return text!;
        });
}
