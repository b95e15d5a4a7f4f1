using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace DurableTeams.EndToEnd.Tests.Harness;

/// <summary>Signals that <see cref="Process"/> cannot send.</summary>
internal static class Signals
{
    public const int Interrupt = 2;
    public const int Terminate = 15;

    public static void Send(Process process, int signal) => Send(process.Id, signal);

    public static void Send(int id, int signal)
    {
        if (kill(id, signal) != 0) throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
#pragma warning disable IDE1006, SYSLIB1054 // the C function's own name; source generation would need unsafe code for one call
    private static extern int kill(int pid, int signal);
#pragma warning restore IDE1006, SYSLIB1054
}
