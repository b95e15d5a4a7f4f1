namespace DurableTeams.Sqlite.Database.Files;

/// <summary>
/// The data directory. It belongs to its owner alone (700), and so do the files in it (600), whatever the umask. A directory
/// that holds other things keeps its own mode, and a directory of another user cannot be changed; neither may be writable by
/// every user.
/// </summary>
internal static class DataDirectory
{
    private static readonly string[] OwnPatterns = ["durableteams.*", "link.key*"];

    /// <summary>Makes the directory, and closes it and its files to other users.</summary>
    /// <exception cref="IOException">The directory cannot be made, or every user can write to it.</exception>
    public static void Prepare(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
            return;
        }

        if (!Directory.Exists(directory)) Directory.CreateDirectory(directory, PrivateFile.DirectoryMode);
        var others = Directory.EnumerateFileSystemEntries(directory).Except(Own(directory), StringComparer.Ordinal).Any();
        if (!others && (File.GetUnixFileMode(directory) & UnixFileMode.StickyBit) == 0) PrivateFile.Close(directory);
        if ((File.GetUnixFileMode(directory) & UnixFileMode.OtherWrite) != 0)
        {
            throw new IOException(
                "every user can write to it, and so replace the database; "
                    + "name a directory for this host alone (the host makes it), or remove the right (chmod o-w).");
        }

        // The lock itself checks whether others could open it.
        foreach (var file in Own(directory).Where(file => Path.GetFileName(file) != DataDirectoryLock.LockFile))
            PrivateFile.Close(file);
    }

    private static IEnumerable<string> Own(string directory) =>
        OwnPatterns.SelectMany(pattern => Directory.EnumerateFiles(directory, pattern));
}
