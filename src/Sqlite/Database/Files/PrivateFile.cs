namespace DurableTeams.Sqlite.Database.Files;

/// <summary>Files and directories for their owner's eyes alone, whatever the umask. Windows has rights of its own, inherited from the directory.</summary>
internal static class PrivateFile
{
    /// <summary>What the owner may do with a file: 600.</summary>
    public const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>What the owner may do with a directory: 700.</summary>
    public const UnixFileMode DirectoryMode = Mode | UnixFileMode.UserExecute;

    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute;

    /// <summary>Opens a file; one that is made, and one that was open to others, is its owner's alone.</summary>
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

    /// <summary>Closes what is there to everybody but its owner; what belongs to somebody else stays as it is.</summary>
    public static void Close(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        try
        {
            var wanted = Directory.Exists(path) ? DirectoryMode : Mode;
            if (Path.Exists(path) && (File.GetUnixFileMode(path) & (Others | DirectoryMode)) != wanted) File.SetUnixFileMode(path, wanted);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            // Not this user's, or on a file system that has no such rights.
        }
    }

    /// <summary>Whether anybody but the owner may do anything with it.</summary>
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
