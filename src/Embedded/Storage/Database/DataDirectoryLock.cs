using System.Globalization;

namespace DurableTeams.Embedded.Storage;

/// <summary>
/// One process per data directory: an exclusive lock on a file, which the operating system releases however the process
/// ends. The holder's pid stands in a second file, since a locked file cannot be read everywhere.
/// </summary>
internal sealed class DataDirectoryLock : IDisposable
{
    private const string LockFile = "durableteams.lock";
    private const string PidFile = "durableteams.pid";
    private readonly FileStream _file;

    private DataDirectoryLock(FileStream file) => _file = file;

    /// <summary>Takes the directory.</summary>
    /// <exception cref="DataDirectoryInUseException">Another process has it.</exception>
    public static DataDirectoryLock Acquire(string directory)
    {
        FileStream file;
        try
        {
            file = new FileStream(
                Path.Combine(directory, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        }
        catch (IOException e) when (IsSharingViolation(e))
        {
            throw new DataDirectoryInUseException(directory, ReadHolder(directory));
        }

        File.WriteAllText(Path.Combine(directory, PidFile), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return new DataDirectoryLock(file);
    }

    public void Dispose() => _file.Dispose();

    // EWOULDBLOCK on Linux and macOS; ERROR_SHARING_VIOLATION on Windows.
    private static bool IsSharingViolation(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);

    private static int? ReadHolder(string directory)
    {
        try
        {
            var text = File.ReadAllText(Path.Combine(directory, PidFile));
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
