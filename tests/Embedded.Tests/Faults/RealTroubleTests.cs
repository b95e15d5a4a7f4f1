using DurableTeams.Embedded.Hosting;
using DurableTeams.Sqlite;
using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Embedded.Tests.Faults;

/// <summary>Trouble that the operating system makes, not a test's hook.</summary>
public sealed class RealTroubleTests
{
    private const string Message = "run-1";

    private static DatabaseOptions Impatient => new() { Patience = TimeSpan.FromMilliseconds(50) };

    [LinuxRootFact]
    public async Task Disk_FullForAWhile_503ThenRunsComplete()
    {
        using var disk = new SmallDisk();
        await using var life = await HostLife.OpenAsync(Data(disk), new World(), Impatient);
        using var http = await PausedAsync(life);
        disk.Fill();
        await StorageFault.AssertRefusingAsync(http, life, "full");
        disk.Empty();
        await StorageFault.AssertRecoveringAsync(http, life);
    }

    [LinuxRootFact]
    public async Task Disk_FullAsTheProcessIsKilled_RunCompletesOnceThereIsRoom()
    {
        using var disk = new SmallDisk();
        var world = new World();
        await using (var life = await HostLife.OpenAsync(Data(disk), world, Impatient))
        {
            using var http = await PausedAsync(life);
            disk.Fill();
            await StorageFault.UntilHealthAsync(http, System.Net.HttpStatusCode.ServiceUnavailable);
            await life.AbandonAsync();
        }

        disk.Empty();
        await using var again = await HostLife.OpenAsync(Data(disk), world, Impatient);
        await again.WorkAsync();
        await again.FinishAsync(Message);
        Assert.Equal(World.Output(Message), (await again.Store.FindRunAsync(World.RunId(Message)))!.Output);
        Assert.Empty(DatabaseMaintenance.Check(again.Database.Path));
    }

    [LinuxRootFact]
    public async Task Files_ImmutableForAWhile_503ThenRunsComplete()
    {
        // On a disk: the immutable flag of a file in memory does not stop those who have it open.
        using var directory = new TemporaryDirectory();
        var files = new[] { EmbeddedDatabase.FileName, EmbeddedDatabase.FileName + "-wal" }
            .Select(name => Path.Combine(directory.Path, name)).ToArray();
        await using var life = await HostLife.OpenAsync(directory.Path, new World(), Impatient);
        using var http = await PausedAsync(life);
        SmallDisk.Run("chattr", ["+i", .. files]);
        try
        {
            await StorageFault.AssertRefusingAsync(http, life, "SQLite error");
        }
        finally
        {
            SmallDisk.Run("chattr", ["-i", .. files]);
        }

        await StorageFault.AssertRecoveringAsync(http, life);
    }

    [LinuxRootFact]
    public async Task StartAsync_FileSystemReadOnly_SaysSoAndStartsOnceItIsWritable()
    {
        using var disk = new SmallDisk();
        var world = new World();
        await using (var life = await HostLife.OpenAsync(Data(disk), world, Impatient))
        {
            using var http = await PausedAsync(life);
        }

        SmallDisk.Run("mount", "-o", "remount,ro", disk.Path);
        var refused = await Assert.ThrowsAsync<HostStartException>(() => EmbeddedHost.StartAsync(new HostSettings
        {
            TeamsDirectory = "",
            DataDirectory = Data(disk),
            Address = new ListenAddress(System.Net.IPAddress.Loopback, 0, "127.0.0.1"),
            LogLevel = LogLevel.None,
            Teams = [World.Team],
        }));
        Assert.Contains(Data(disk), refused.Message, StringComparison.Ordinal);

        SmallDisk.Run("mount", "-o", "remount,rw", disk.Path);
        await using var again = await HostLife.OpenAsync(Data(disk), world, Impatient);
        using var client = await again.ServeAsync();
        await StorageFault.AssertRecoveringAsync(client, again);
    }

    [Fact]
    public async Task Database_LockedByAnotherConnection_503ThenRunsComplete()
    {
        using var directory = new TemporaryDirectory();
        await using var life = await HostLife.OpenAsync(directory.Path, new World(), Impatient);
        using var http = await PausedAsync(life);
        using (var other = SqliteConnection.OpenWriter(life.Database.Path))
        {
            other.Execute("BEGIN IMMEDIATE");
            await StorageFault.AssertRefusingAsync(http, life, "locked");
            other.Execute("ROLLBACK");
        }

        await StorageFault.AssertRecoveringAsync(http, life);
    }

    private static string Data(SmallDisk disk) => Path.Combine(disk.Path, "data");

    private static async Task<HttpClient> PausedAsync(HostLife life)
    {
        var http = await life.ServeAsync();
        var rest = await life.RestAsync(Message);
        Assert.True(rest.Status == RunStatus.Paused, $"{rest.Status}: {rest.Error}");
        return http;
    }
}
