using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace DurableTeams.Embedded.Storage;

/// <summary>
/// How a connection waits for a lock that another one holds: a millisecond first, ten at most, until its time is over.
/// SQLite's own busy timeout sleeps in whole seconds where it was compiled without usleep, as e_sqlite3 is.
/// </summary>
internal sealed unsafe partial class LockWait : IDisposable
{
    private const int LongestSleep = 10;
    private GCHandle _self;
    private long _since;
    private long _sleeps;

    private LockWait(TimeSpan limit)
    {
        Limit = limit;
        _self = GCHandle.Alloc(this);
    }

    /// <summary>How long it waits before SQLite reports that the database is busy.</summary>
    public TimeSpan Limit { get; set; }

    /// <summary>How often it has slept.</summary>
    public long Sleeps => Interlocked.Read(ref _sleeps);

    /// <summary>Makes a connection wait so; to be disposed after the connection.</summary>
    public static LockWait Install(sqlite3 connection, TimeSpan limit)
    {
        var wait = new LockWait(limit);
        _ = BusyHandler(connection.DangerousGetHandle(), &OnBusy, GCHandle.ToIntPtr(wait._self));
        return wait;
    }

    public void Dispose()
    {
        if (_self.IsAllocated) _self.Free();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnBusy(nint self, int before) => ((LockWait)GCHandle.FromIntPtr(self).Target!).Sleep(before) ? 1 : 0;

    private bool Sleep(int before)
    {
        if (before == 0) _since = Stopwatch.GetTimestamp();
        else if (Stopwatch.GetElapsedTime(_since) >= Limit) return false;
        Interlocked.Increment(ref _sleeps);
        Thread.Sleep(Math.Min(before + 1, LongestSleep));
        return true;
    }

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_busy_handler")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static partial int BusyHandler(nint connection, delegate* unmanaged[Cdecl]<nint, int, int> handler, nint argument);
}
