using DurableTeams.Embedded.Hosting;
using DurableTeams.Embedded.Tests.Faults;
using DurableTeams.Embedded.Tests.Replay;
using DurableTeams.Sqlite.Database.Files;

namespace DurableTeams.Embedded.Tests.Commands;

/// <summary>
/// Commands that only read, on a directory that nobody can write to: a mounted backup, or the disk of a host that died.
/// </summary>
public sealed class ReadOnlyTests : IDisposable
{
    private readonly TemporaryDirectory _data = new();
    private readonly TemporaryDirectory _mount = new();

    public void Dispose()
    {
        _data.Dispose();
        _mount.Dispose();
    }

    [LinuxRootFact]
    public async Task Commands_OnTheDataOfAStoppedHost_Read()
    {
        var (completed, _) = await CommandData.FillAsync(_data.Path);
        await ReadAsync(completed);
    }

    [LinuxRootFact]
    public async Task Commands_OnTheDataOfAHostThatDied_ReadItsLogToo()
    {
        using var copy = new TemporaryDirectory();
        string completed;
        await using (var host = await ReferenceHost.StartAsync(_data.Path))
        {
            completed = await CommandData.Approved.PlayAsync(host);
            foreach (var file in new[] { "", "-wal" })
                File.Copy(CommandData.File(_data.Path) + file, CommandData.File(copy.Path) + file);
        }

        foreach (var file in Directory.GetFiles(_data.Path)) File.Delete(file);
        foreach (var file in Directory.GetFiles(copy.Path)) File.Copy(file, Path.Combine(_data.Path, Path.GetFileName(file)));
        Assert.NotEqual(0, new FileInfo(CommandData.File(_data.Path) + "-wal").Length);
        await ReadAsync(completed);
    }

    private async Task ReadAsync(string runId)
    {
        SmallDisk.Run("mount", "--bind", _data.Path, _mount.Path);
        try
        {
            SmallDisk.Run("mount", "-o", "remount,ro,bind", _mount.Path);
            Assert.NotNull(ReadOnlyFiles.UriOf(CommandData.File(_mount.Path)));
            Assert.Equal("sound\n", (await Program.RunAsync("check", "--data", _mount.Path)).Output);
            Assert.Contains(
                runId, (await Program.RunAsync("history", runId, "--data", _mount.Path)).Output, StringComparison.Ordinal);
            Assert.Contains("\"action\":\"decided\"", (await Program.RunAsync(
                "audit", "--data", _mount.Path)).Output, StringComparison.Ordinal);
            Assert.Equal(
                ExitCodes.Done, (await Program.RunAsync("purge", "--older-than", "1d", "--dry-run", "--data", _mount.Path)).Code);
        }
        finally
        {
            SmallDisk.Run("umount", "--lazy", _mount.Path);
        }
    }
}
