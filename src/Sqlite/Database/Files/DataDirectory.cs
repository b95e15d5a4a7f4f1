namespace DurableTeams.Sqlite.Database.Files;

/// <summary>
/// The directory of the state: its owner's alone (700), as are the files in it (600), whatever the umask. One that holds other
/// things too keeps its own mode, and one of somebody else cannot be changed; neither may be writable by everybody.
/// </summary>
internal static class DataDirectory
{
    private static readonly string[] s_own = ["durableteams.*", "link.key*"];

    /// <summary>Makes the directory, and closes it and what is in it to others.</summary>
    /// <exception cref="IOException">It cannot be made, or everybody can write to it.</exception>
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
                "every user can write to it, and so replace the database; name a directory for this host alone (the host makes it), or remove the right (chmod o-w).");
        }

        // Whether others could open the lock is the lock's to see.
        foreach (var file in Own(directory).Where(file => Path.GetFileName(file) != DataDirectoryLock.LockFile)) PrivateFile.Close(file);
    }

    private static IEnumerable<string> Own(string directory) => s_own.SelectMany(pattern => Directory.EnumerateFiles(directory, pattern));
}
