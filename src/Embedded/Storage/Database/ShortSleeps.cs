using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DurableTeams.Embedded.Storage;

/// <summary>
/// SQLite's file system with a sleep of our own. A reader that keeps meeting a WAL in change sleeps through this, past every
/// busy handler, and e_sqlite3's own rounds a millisecond up to a second.
/// </summary>
internal static unsafe partial class ShortSleeps
{
    /// <summary>The name of this file system.</summary>
    public const string Name = "durableteams";

    private const int KnownVersion = 3;

    /// <summary>The name of the file system that connections get.</summary>
    public static string? Default => Marshal.PtrToStringUTF8(Find(0)->Name);

    /// <summary>Makes it the default of all connections opened from now on.</summary>
    public static void Register()
    {
        if (OperatingSystem.IsWindows()) return;
        var system = Find(0);
        if (system is null || system->Version < KnownVersion) return;
        // Never freed: SQLite keeps it as long as the process.
        var copy = (Vfs*)NativeMemory.Alloc((nuint)sizeof(Vfs));
        *copy = *system;
        copy->Next = 0;
        copy->Name = Marshal.StringToCoTaskMemUTF8(Name);
        copy->Sleep = &Sleep;
        _ = Register(copy, makeDefault: 1);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Sleep(Vfs* vfs, int microseconds)
    {
        Thread.Sleep((microseconds + 999) / 1_000);
        return microseconds;
    }

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_vfs_find")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static partial Vfs* Find(nint name);

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_vfs_register")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static partial int Register(Vfs* vfs, int makeDefault);

    /// <summary>sqlite3_vfs, version 3.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Vfs
    {
        public int Version;
        private readonly int _fileSize;
        private readonly int _maxPathname;
        public nint Next;
        public nint Name;
        private readonly nint _appData;
        private readonly Methods _openToRandomness;
        public delegate* unmanaged[Cdecl]<Vfs*, int, int> Sleep;
        private readonly nint _currentTime;
        private readonly nint _getLastError;
        private readonly nint _currentTimeInt64;
        private readonly nint _setSystemCall;
        private readonly nint _getSystemCall;
        private readonly nint _nextSystemCall;
    }

    /// <summary>xOpen, xDelete, xAccess, xFullPathname, xDlOpen, xDlError, xDlSym, xDlClose, xRandomness.</summary>
    [InlineArray(9)]
    private struct Methods
    {
        private nint _first;
    }
}
