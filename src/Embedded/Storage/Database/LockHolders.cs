namespace DurableTeams.Embedded.Storage;

/// <summary>Tells a host's lock from one that another user took, by what processes have open (<c>/proc</c>, on Linux).</summary>
internal static class LockHolders
{
    private const string Processes = "/proc";

    /// <summary>Whether a process of this user has a file of this name open; true where that cannot be told.</summary>
    public static bool AnyOfThisUser(string fileName)
    {
        if (!OperatingSystem.IsLinux() || UserOf($"{Processes}/self") is not { } user) return true;
        return Directory.EnumerateDirectories(Processes)
            .Where(process => int.TryParse(Path.GetFileName(process), out _) && UserOf(process) == user)
            .Any(process => HasOpen(process, fileName));
    }

    private static bool HasOpen(string process, string fileName)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries($"{process}/fd")
                .Any(open => Path.GetFileName(new FileInfo(open).LinkTarget) == fileName);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It ended meanwhile.
            return false;
        }
    }

    /// <summary>The effective user of a process.</summary>
    private static string? UserOf(string process)
    {
        try
        {
            return File.ReadLines($"{process}/status").FirstOrDefault(line => line.StartsWith("Uid:", StringComparison.Ordinal))?.Split('\t').ElementAtOrDefault(2);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
