using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace DurableTeams.Embedded.Working;

/// <summary>A command with everything that it started.</summary>
internal static class ProcessGroup
{
    private const int Term = 15;
    private const int Kill = 9;

    /// <summary>How to start a command so that its group can be told to end.</summary>
    public static ProcessStartInfo StartInfo(IEnumerable<string> command)
    {
        var parts = command.ToList();
        if (OperatingSystem.IsWindows()) return new ProcessStartInfo(parts[0], parts[1..]);
        var self = Environment.ProcessPath!;
        var start = new ProcessStartInfo(self);
        if (Path.GetFileNameWithoutExtension(self) == "dotnet") start.ArgumentList.Add(typeof(ProcessGroup).Assembly.Location);
        foreach (var part in parts.Prepend(GroupStart.Verb)) start.ArgumentList.Add(part);
        return start;
    }

    /// <summary>Asks the group to end, and after the grace time ends it. Returns when the command is gone.</summary>
    public static async Task StopAsync(Process process, TimeSpan grace)
    {
        if (!OperatingSystem.IsWindows()) Signal(process, Term);
        var gone = process.WaitForExitAsync(CancellationToken.None);
        if (!OperatingSystem.IsWindows()) await Task.WhenAny(gone, Task.Delay(grace, CancellationToken.None));
        End(process);
        await gone;
    }

    /// <summary>Ends at once what there still is of the group.</summary>
    public static void End(Process process)
    {
        if (!OperatingSystem.IsWindows()) Signal(process, Kill);
        else if (!process.HasExited) process.Kill(entireProcessTree: true);
    }

    /// <summary>Ends the group that a process led, which may be gone itself.</summary>
    public static void End(int leader)
    {
        if (!OperatingSystem.IsWindows()) _ = kill(-leader, Kill);
    }

    private static void Signal(Process process, int signal)
    {
        if (kill(-process.Id, signal) == 0) return;
        try
        {
            // It may not lead its group yet.
            if (!process.HasExited) _ = kill(process.Id, signal);
        }
        catch (Exception gone) when (gone is InvalidOperationException or Win32Exception)
        {
            // It has ended meanwhile.
        }
    }

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
#pragma warning disable IDE1006, SYSLIB1054 // the C function's own name; source generation would need unsafe code for one call
    private static extern int kill(int pid, int signal);
#pragma warning restore IDE1006, SYSLIB1054
}
