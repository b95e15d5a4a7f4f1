using System.Runtime.InteropServices;

namespace DurableTeams.Sqlite.Database.Files;

/// <summary>
/// Files on a read-only file system, such as a mounted backup: a reader needs no locks there, and must make no files.
/// </summary>
internal static class ReadOnlyFiles
{
    private const int ForWriting = 2;
    private const int ReadOnlyFileSystem = 30;

    /// <summary>
    /// The URI with which SQLite opens such a file; null where the file system can be written to. A write-ahead log beside the
    /// file is part of it, and is read; without a log nothing can change.
    /// </summary>
    public static string? UriOf(string path)
    {
        if (OperatingSystem.IsWindows() || access(path, ForWriting) == 0 || Marshal.GetLastPInvokeError() != ReadOnlyFileSystem)
            return null;
        var name = string.Join('/', Path.GetFullPath(path).Split('/').Select(Uri.EscapeDataString));
        return $"file://{name}?mode=ro&{(File.Exists(path + "-wal") ? "vfs=unix-none" : "immutable=1")}";
    }

    // Asks without opening: closing a file would give up this process's locks on it.
    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    // The C function's own name. Source generation would need unsafe code for this one call.
#pragma warning disable IDE1006, SYSLIB1054, CA2101
    private static extern int access([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int mode);
#pragma warning restore IDE1006, SYSLIB1054, CA2101
}
