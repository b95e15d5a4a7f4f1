using DurableTeams.Worker;

namespace DurableTeams.Embedded.Working;

/// <summary>
/// A directory for each piece of work, the same for all of its attempts on this machine. It goes when the work has ended; what a
/// killed worker left goes a week later.
/// </summary>
internal static class WorkFolders
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(7);

    /// <summary>The default: a directory of the user's among the temporary ones.</summary>
    public static string Default => Path.Combine(Path.GetTempPath(), $"durableteams-work-{Environment.UserName}");

    /// <summary>The name of the work's directory.</summary>
    public static string NameOf(WorkLease lease) =>
        string.Concat(
            lease.WorkId.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' ? letter : '_'));

    /// <summary>Makes a directory that only its user can read.</summary>
    public static void Create(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Removes directories of work that nobody has touched for a week.</summary>
    public static void RemoveOld(string folder)
    {
        var limit = DateTime.UtcNow - KeptFor;
        foreach (var old in Directory.GetDirectories(folder, "*-w").Where(work => Directory.GetLastWriteTimeUtc(work) < limit))
            Remove(old);
    }

    /// <summary>Removes the directory of work that has ended.</summary>
    public static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception inUse) when (inUse is IOException or UnauthorizedAccessException)
        {
            // It goes with the old ones.
        }
    }
}
