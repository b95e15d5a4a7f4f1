using DurableTeams.Embedded.Hosting;
using DurableTeams.Embedded.Tests.Replay;
using DurableTeams.Sqlite;
using DurableTeams.Sqlite.Database.Connections;

namespace DurableTeams.Embedded.Tests.Commands;

public sealed class BackupTests : IDisposable
{
    private readonly TemporaryDirectory _data = new();
    private readonly TemporaryDirectory _other = new();

    public void Dispose()
    {
        _data.Dispose();
        _other.Dispose();
    }

    [Fact]
    public async Task Backup_WhileAHostWorks_IsADataDirectoryAnotherHostGoesOnWith()
    {
        string completed, paused;
        Ended backup;
        await using (var host = await ReferenceHost.StartAsync(_data.Path))
        {
            completed = await CommandData.Approved.PlayAsync(host);
            paused = await CommandData.Waiting.PlayAsync(host);
            backup = await Program.RunAsync("backup", CommandData.File(_other.Path), "--data", _data.Path);
            await host.DecideAsync(paused, "approve");
            await host.EndAsync(paused);
        }

        Assert.Equal(ExitCodes.Done, backup.Code);
        Assert.Equal(
            $"{new FileInfo(CommandData.File(_other.Path)).Length} bytes written to {CommandData.File(_other.Path)}",
            backup.LastLine);
        Assert.Equal([CommandData.File(_other.Path)], Directory.GetFiles(_other.Path));
        Assert.Equal(ExitCodes.Done, (await Program.RunAsync("check", "--data", _other.Path)).Code);
        await using var restored = await ReferenceHost.StartAsync(_other.Path);
        Assert.Equal("completed", await restored.StatusAsync(completed));
        Assert.Equal("paused", await restored.StatusAsync(paused));
        await restored.DecideAsync(paused, "approve");
        await restored.EndAsync(paused);
        Assert.Equal("completed", await restored.StatusAsync(paused));
    }

    [Fact]
    public async Task Backup_FileThatIsThere_IsRefusedAndKept()
    {
        await CommandData.FillAsync(_data.Path);
        var file = Path.Combine(_other.Path, "backup.db");
        await File.WriteAllTextAsync(file, "mine");
        var ended = await Program.RunAsync("--data", _data.Path, "backup", file);
        Assert.Equal(ExitCodes.Failed, ended.Code);
        Assert.Contains(file, ended.Errors, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task Backup_IntoAMissingDirectory_SaysSo()
    {
        await CommandData.FillAsync(_data.Path);
        var ended = await Program.RunAsync("backup", Path.Combine(_other.Path, "nowhere", "b.db"), "--data", _data.Path);
        Assert.Equal(ExitCodes.Failed, ended.Code);
        Assert.Contains("nowhere", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Backup_ThatFails_LeavesNothingBehind()
    {
        var damaged = Path.Combine(_data.Path, "damaged.db");
        File.WriteAllText(damaged, new string('x', 5000));
        Assert.Throws<SqliteFailureException>(() => DatabaseMaintenance.Backup(damaged, Path.Combine(_other.Path, "b.db")));
        Assert.Empty(Directory.GetFiles(_other.Path));
    }

    [Theory]
    [InlineData("backup", "b.db")]
    [InlineData("check")]
    [InlineData("history", "r1")]
    [InlineData("purge", "--older-than", "1d")]
    public async Task Command_DirectoryWithoutADatabase_Is2AndMakesNone(params string[] arguments)
    {
        var ended = await Program.RunAsync([.. arguments, "--data", _data.Path]);
        Assert.Equal(ExitCodes.BadStart, ended.Code);
        Assert.Contains("--data", ended.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_data.Path));
    }

    [Theory]
    [InlineData("check")]
    [InlineData("history", "r1")]
    [InlineData("purge", "--older-than", "1d")]
    [InlineData("purge", "--older-than", "1d", "--dry-run")]
    public async Task Command_DatabaseOfANewerProgram_Is2(params string[] arguments)
    {
        await CommandData.ChangeAsync(_data.Path, "PRAGMA user_version = 99");
        var ended = await Program.RunAsync([.. arguments, "--data", _data.Path]);
        Assert.Equal(ExitCodes.BadStart, ended.Code);
        Assert.Contains("99", ended.Errors, StringComparison.Ordinal);
    }
}
