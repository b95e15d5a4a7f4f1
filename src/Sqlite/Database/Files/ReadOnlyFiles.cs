using System.Runtime.InteropServices;

namespace DurableTeams.Sqlite.Database.Files;

/// <summary>Files on a file system that nobody can write to, such as a mounted backup: reading them needs no locks, and must make no files.</summary>
internal static class ReadOnlyFiles
{
    private const int ForWriting = 2;
    private const int ReadOnlyFileSystem = 30;

    /// <summary>
    /// How SQLite is to open such a file; null where it is on a file system that can be written to. A write-ahead log beside it is
    /// part of it, and read; without one there is nothing that could change.
    /// </summary>
    public static string? UriOf(string path)
    {
        if (OperatingSystem.IsWindows() || access(path, ForWriting) == 0 || Marshal.GetLastPInvokeError() != ReadOnlyFileSystem) return null;
        var name = string.Join('/', Path.GetFullPath(path).Split('/').Select(Uri.EscapeDataString));
        return $"file://{name}?mode=ro&{(File.Exists(path + "-wal") ? "vfs=unix-none" : "immutable=1")}";
    }

    // Asks without opening: closing a file would give up the locks that this process holds on it.
    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
#pragma warning disable IDE1006, SYSLIB1054, CA2101 // the C function's own name; source generation would need unsafe code for one call
    private static extern int access([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int mode);
#pragma warning restore IDE1006, SYSLIB1054, CA2101
}
