using System.Runtime.InteropServices;

namespace DurableTeams.Embedded.Working;

/// <summary>
/// Becomes another program, in a process group of its own, so that a signal reaches everything that the program starts. A process
/// can be put into a group only before its program begins, and <see cref="System.Diagnostics.Process"/> has no way to say so: the
/// worker starts this program again, which does it to itself.
/// </summary>
internal static class GroupStart
{
    /// <summary>The first argument of a process that is to become another program.</summary>
    public const string Verb = "exec-in-group";

    /// <summary>The exit code of shells for a program that cannot be started.</summary>
    public const int CannotStart = 126;

    private const int Pipe = 13;

    /// <summary>Becomes the program; returns only where that fails.</summary>
    public static int Exec(string[] command)
    {
        // Its own session: a signal from the worker's terminal is the worker's alone to handle.
        _ = setsid();
        // The runtime ignores SIGPIPE, and what is ignored stays so.
        _ = signal(Pipe, 0);
        _ = execvp(command[0], [.. command, null]);
        Console.Error.WriteLine(
            $"{command[0]} cannot be started: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
        return CannotStart;
    }

#pragma warning disable IDE1006, SYSLIB1054 // the C functions' own names; source generation would need unsafe code
    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int setsid();

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint signal(int number, nint handler);

    [DllImport("libc", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int execvp(string file, string?[] arguments);
#pragma warning restore IDE1006, SYSLIB1054
}
