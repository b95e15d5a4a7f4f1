using DurableTeams.Embedded.Hosting;
using DurableTeams.Embedded.Tests.Api;
using DurableTeams.Embedded.Tests.Commands;
using DurableTeams.Embedded.Tests.Faults;
using DurableTeams.Sqlite;
using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.Database.Writing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableTeams.Embedded.Tests.Database;

/// <summary>A database that lost what was acknowledged is not gone on with, and nothing of it is changed.</summary>
public sealed class DamageTests : IDisposable
{
    private const int Rows = 20;
    private readonly TemporaryDirectory _directory = new();

    private string Database => CommandData.File(_directory.Path);

    private string Wal => Database + "-wal";

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("emptied database")]
    [InlineData("database gone")]
    [InlineData("database and log gone")]
    [InlineData("log emptied")]
    [InlineData("log gone")]
    [InlineData("log cut in half")]
    [InlineData("log's header damaged")]
    [InlineData("a frame of the log damaged")]
    public async Task Open_Damage_IsRefusedWithWhatToDo(string damage)
    {
        await KillAsync();
        Do(damage);
        var left = Bytes();
        Assert.True(ListenAddress.TryParse("http://127.0.0.1:0", out var address, out _));

        var refused = await Assert.ThrowsAsync<HostStartException>(() => EmbeddedHost.StartAsync(
            new HostSettings
            {
                TeamsDirectory = "",
                DataDirectory = _directory.Path,
                Address = address,
                Teams = [TestTeams.Newsroom]
            }));

        Assert.Contains("damaged", refused.Message, StringComparison.Ordinal);
        Assert.Contains("check", refused.Message, StringComparison.Ordinal);
        Assert.Contains("restore", refused.Message, StringComparison.Ordinal);
        Assert.Equal(left, Bytes());
    }

    [Theory]
    [InlineData("emptied database")]
    [InlineData("log cut in half")]
    [InlineData("log's header damaged")]
    public async Task Check_Damage_IsAFinding(string damage)
    {
        await KillAsync();
        Do(damage);
        var check = await Commands.Program.RunAsync("check", "--data", _directory.Path);
        Assert.Equal(ExitCodes.Failed, check.Code);
        Assert.Contains("damaged", check.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_HeaderDamaged_IsRefused()
    {
        await using (Open()) { }
        await using (var file = File.OpenWrite(Database)) file.Write(new byte[100]);
        Assert.True(Assert.Throws<SqliteFailureException>(Open).IsDamage);
    }

    [Fact]
    public async Task Open_AfterAKill_GoesOn()
    {
        await KillAsync();
        await using var database = Open();
        Assert.Equal(
            Rows, database.Read(session => session.Statement("SELECT count(*) FROM names WHERE name LIKE 'kept%'").QueryInt64()));
    }

    [Fact]
    public async Task Open_OlderBackupWhereANewerDatabaseWas_GoesOn()
    {
        var backup = Path.Combine(_directory.Path, "backup");
        await using (var database = Open()) DatabaseMaintenance.Backup(database.Path, backup);
        await KillAsync();
        File.Delete(Wal);
        File.Delete(Database + "-shm");
        File.Move(backup, Database, overwrite: true);
        await using (Open()) { }
        await using var again = Open();
    }

    [Fact]
    public async Task Open_StampTakenAway_GoesOnWithWhatIsLeft()
    {
        await KillAsync();
        Do("log cut in half");
        File.Delete(DurableStamp.FileOf(Database));
        await using var database = Open();
    }

    private void Do(string damage)
    {
        switch (damage)
        {
            case "emptied database":
                File.WriteAllText(Database, "");
                break;
            case "database gone":
                File.Delete(Database);
                break;
            case "database and log gone":
                File.Delete(Database);
                File.Delete(Wal);
                break;
            case "log emptied":
                File.WriteAllText(Wal, "");
                break;
            case "log gone":
                File.Delete(Wal);
                break;
            case "log cut in half":
                using (var wal = File.OpenWrite(Wal)) wal.SetLength(wal.Length / 2);
                break;
            case "log's header damaged":
                Write(8);
                break;
            default:
                var (size, frames) = WalFile.Measure(Wal);
                Write(WalFile.Offset(size, frames / 2) + 100);
                break;
        }
    }

    private void Write(int at)
    {
        using var wal = File.OpenWrite(Wal);
        wal.Seek(at, SeekOrigin.Begin);
        wal.Write("damage"u8);
    }

    private string Bytes() =>
        string.Join(' ', new[] { Database, Wal }.Select(file => File.Exists(file) && new FileInfo(file).Length > 0
            ? Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))
            : "-"));

    /// <summary>Leaves what a killed host leaves, with everything still in the log.</summary>
    private async Task KillAsync()
    {
        var database = Open();
        for (var i = 0; i < Rows; i++)
        {
            var name = $"kept {i}";
            await database.WriteAsync(session => session.Statement("INSERT INTO names (name) VALUES (?1)").Execute(name));
        }

        await database.AbandonAsync();
    }

    private EmbeddedDatabase Open() => SqliteDatabase.Open(_directory.Path, NullLoggerFactory.Instance);
}
