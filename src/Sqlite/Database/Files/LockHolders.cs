namespace DurableTeams.Sqlite.Database.Files;

/// <summary>
/// Tells a host's lock from the lock of another user, by the files that processes have open (<c>/proc</c>, on Linux).
/// </summary>
internal static class LockHolders
{
    private const string Processes = "/proc";

    /// <summary>Whether a process of this user has a file open; true where that is not known.</summary>
    /// <param name="file">A file beside it that this process has open; it gives the real path.</param>
    /// <param name="fileName">The file's name.</param>
    public static bool AnyOfThisUser(FileStream file, string fileName)
    {
        if (!OperatingSystem.IsLinux() || UserOf($"{Processes}/self") is not { } user) return true;
        if (new FileInfo($"{Processes}/self/fd/{file.SafeFileHandle.DangerousGetHandle()}").LinkTarget is not { } beside)
            return true;
        var path = Path.Combine(Path.GetDirectoryName(beside)!, fileName);
        return Directory.EnumerateDirectories(Processes)
            .Where(process => int.TryParse(Path.GetFileName(process), out _) && UserOf(process) == user)
            .Any(process => HasOpen(process, path));
    }

    private static bool HasOpen(string process, string path)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries($"{process}/fd").Any(open => new FileInfo(open).LinkTarget == path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The process has ended meanwhile.
            return false;
        }
    }

    /// <summary>The effective user of a process.</summary>
    private static string? UserOf(string process)
    {
        try
        {
            return File.ReadLines($"{process}/status").FirstOrDefault(line => line.StartsWith(
                "Uid:", StringComparison.Ordinal))?.Split('\t').ElementAtOrDefault(2);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
