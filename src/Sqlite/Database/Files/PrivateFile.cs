namespace DurableTeams.Sqlite.Database.Files;

/// <summary>
/// Files and directories that only their owner can read, whatever the umask. On Windows they inherit the rights of the
/// directory.
/// </summary>
internal static class PrivateFile
{
    /// <summary>The mode of a private file: 600.</summary>
    public const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The mode of a private directory: 700.</summary>
    public const UnixFileMode DirectoryMode = Mode | UnixFileMode.UserExecute;

    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute;

    /// <summary>Opens a file. A new file, and a file that was open to others, becomes its owner's alone.</summary>
    public static FileStream Open(string path, FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share, BufferSize = 1 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = Mode;
        var file = new FileStream(path, options);
        Close(path);
        return file;
    }

    /// <summary>Makes an empty file where there is none.</summary>
    public static void Ensure(string path)
    {
        if (!File.Exists(path)) Open(path, FileMode.OpenOrCreate, FileShare.ReadWrite | FileShare.Delete).Dispose();
    }

    /// <summary>
    /// Closes a file or directory to everybody but its owner; one that belongs to another user stays as it is.
    /// </summary>
    public static void Close(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        try
        {
            var wanted = Directory.Exists(path) ? DirectoryMode : Mode;
            if (Path.Exists(path) && (File.GetUnixFileMode(path) & (Others | DirectoryMode)) != wanted)
                File.SetUnixFileMode(path, wanted);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            // It belongs to another user, or the file system has no such rights.
        }
    }

    /// <summary>Whether anybody but the owner has rights on it.</summary>
    public static bool IsOpenToOthers(string path)
    {
        try
        {
            return !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0;
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            return false;
        }
    }
}
