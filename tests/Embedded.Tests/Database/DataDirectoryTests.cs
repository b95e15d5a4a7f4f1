using DurableTeams.Sqlite.Hosting;
using System.Diagnostics;
using System.Runtime.Versioning;
using DurableTeams.Embedded.Hosting;
using DurableTeams.Embedded.Tests.Faults;
using DurableTeams.Sqlite;
using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.Database.Files;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableTeams.Embedded.Tests.Database;

/// <summary>What is in a data directory is its owner's alone, and nobody else can keep its owner out.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class DataDirectoryTests : IDisposable
{
    private const UnixFileMode Everybody = (UnixFileMode)0b111_111_111;
    private const string Nobody = "65534";
    private readonly TemporaryDirectory _directory = new();

    private string Data => Path.Combine(_directory.Path, "data");

    private string LockFile => Path.Combine(Data, DataDirectoryLock.LockFile);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Open_DirectoryAndFilesOpenToEverybody_ClosesThem()
    {
        Directory.CreateDirectory(Data);
        foreach (var name in new[] { EmbeddedDatabase.FileName, DataDirectoryLock.LockFile, "durableteams.pid" })
        {
            await File.WriteAllTextAsync(Path.Combine(Data, name), "");
            File.SetUnixFileMode(Path.Combine(Data, name), Everybody);
        }

        File.SetUnixFileMode(Data, Everybody);
        await AssertPrivateAsync();
    }

    [Fact]
    public Task Open_NoDirectory_MakesItForItsOwnerAlone() => AssertPrivateAsync();

    [Fact]
    public async Task Backup_IsItsOwnersAlone()
    {
        var copy = Path.Combine(_directory.Path, "copy.db");
        await using var database = Open();
        DatabaseMaintenance.Backup(database.Path, copy);
        Assert.Equal(PrivateFile.Mode, File.GetUnixFileMode(copy));
    }

    [Fact]
    public void Open_DirectoryThatHoldsOtherThings_KeepsItsMode()
    {
        const UnixFileMode Wide = PrivateFile.DirectoryMode | UnixFileMode.GroupRead;
        Directory.CreateDirectory(Path.Combine(Data, "teams"));
        File.SetUnixFileMode(Data, Wide);
        DataDirectory.Prepare(Data);
        Assert.Equal(Wide, File.GetUnixFileMode(Data));
    }

    [Fact]
    public void Open_DirectoryThatEverybodyShares_IsRefused()
    {
        Directory.CreateDirectory(Data);
        File.SetUnixFileMode(Data, Everybody | UnixFileMode.StickyBit);
        Assert.Contains("every user", Assert.Throws<IOException>(Open).Message, StringComparison.Ordinal);
        Assert.Equal(Everybody | UnixFileMode.StickyBit, File.GetUnixFileMode(Data));
    }

    [Fact]
    public async Task Open_LockFileOfAnEarlierVersionHeldByThisUser_IsInUse()
    {
        MakeOpenLock();
        await using var held = new FileStream(LockFile, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.Throws<DataDirectoryInUseException>(Open);
    }

    [LinuxRootFact]
    public async Task Open_LockFileHeldByAnotherUser_IsTaken()
    {
        MakeOpenLock();
        File.SetUnixFileMode(_directory.Path, PrivateFile.DirectoryMode | UnixFileMode.OtherExecute);
        File.SetUnixFileMode(Data, PrivateFile.DirectoryMode | UnixFileMode.OtherExecute | UnixFileMode.OtherRead);
        using var other = Process.Start(
            new ProcessStartInfo("setpriv", ["--reuid", Nobody, "--regid", Nobody, "--clear-groups", "flock", LockFile, "cat"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
        try
        {
            await other.StandardInput.WriteLineAsync("held");
            await other.StandardInput.FlushAsync();
            // It answers once it has the lock.
            Assert.Equal("held", await other.StandardOutput.ReadLineAsync());
            await using var database = Open();
            Assert.Throws<DataDirectoryInUseException>(Open);
            Assert.False(other.HasExited);
        }
        finally
        {
            other.StandardInput.Close();
            await other.WaitForExitAsync();
        }
    }

    private async Task AssertPrivateAsync()
    {
        await using (Open())
        {
            LinkKeyFile.Open(Data);
            Assert.Equal(PrivateFile.DirectoryMode, File.GetUnixFileMode(Data));
            var files = Directory.GetFiles(Data);
            Assert.Contains(files, file => file.EndsWith("-wal", StringComparison.Ordinal));
            Assert.Contains(files, file => file.EndsWith("-shm", StringComparison.Ordinal));
            Assert.All(files, file => Assert.Equal((file, PrivateFile.Mode), (file, File.GetUnixFileMode(file))));
        }
    }

    private void MakeOpenLock()
    {
        Directory.CreateDirectory(Data);
        File.WriteAllText(LockFile, "");
        File.SetUnixFileMode(LockFile, Everybody);
    }

    private EmbeddedDatabase Open() => SqliteDatabase.Open(Data, NullLoggerFactory.Instance);
}
