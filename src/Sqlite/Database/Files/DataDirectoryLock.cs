using System.Globalization;

namespace DurableTeams.Sqlite.Database.Files;

/// <summary>
/// One process per data directory: an exclusive lock on a file. The operating system releases the lock however the process
/// ends. A second file has the holder's pid, since a locked file cannot be read on every system. A file that other users can
/// open can also be locked by them: only a file that is its owner's alone is trusted; another one is replaced.
/// </summary>
internal sealed class DataDirectoryLock : IDisposable
{
    /// <summary>The locked file.</summary>
    public const string LockFile = "durableteams.lock";

    private const string PidFile = "durableteams.pid";
    private readonly FileStream _file;

    private DataDirectoryLock(FileStream file) => _file = file;

    /// <summary>Takes the directory for this process.</summary>
    /// <exception cref="DataDirectoryInUseException">Another process has the directory.</exception>
    public static DataDirectoryLock Acquire(string directory)
    {
        var path = Path.Combine(directory, LockFile);
        var open = PrivateFile.IsOpenToOthers(path);
        var file = TryLock(path);
        if (open && (file is not null || IsForeign(directory)))
        {
            // Held until the new lock is held, so that a host of an earlier version is refused in the meantime.
            using var old = file;
            File.Delete(path);
            file = TryLock(path);
        }

        if (file is null) throw new DataDirectoryInUseException(directory, ReadHolder(directory));
        using var pid = PrivateFile.Open(Path.Combine(directory, PidFile), FileMode.Create, FileShare.Read);
        pid.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
        return new DataDirectoryLock(file);
    }

    public void Dispose() => _file.Dispose();

    private static bool IsForeign(string directory)
    {
        using var beside = PrivateFile.Open(Path.Combine(directory, PidFile), FileMode.OpenOrCreate, FileShare.ReadWrite);
        return !LockHolders.AnyOfThisUser(beside, LockFile);
    }

    private static FileStream? TryLock(string path)
    {
        try
        {
            return PrivateFile.Open(path, FileMode.OpenOrCreate, FileShare.None);
        }
        catch (IOException e) when (IsSharingViolation(e))
        {
            return null;
        }
    }

    // EWOULDBLOCK on Linux and macOS; ERROR_SHARING_VIOLATION on Windows.
    private static bool IsSharingViolation(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);

    private static int? ReadHolder(string directory)
    {
        try
        {
            var text = File.ReadAllText(Path.Combine(directory, PidFile));
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
