using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace DurableTeams.Definitions.Files;

/// <summary>
/// Opens files that people put into a directory. A file that is not regular (a pipe, a socket, a terminal) is refused: to open
/// a pipe in the usual way can wait for ever.
/// </summary>
internal static class DefinitionFile
{
    private const int ReadOnly = 0;

    /// <summary>The file, open for reading.</summary>
    /// <exception cref="IOException">The file cannot be read, or is not regular.</exception>
    /// <exception cref="UnauthorizedAccessException">The process may not read the file.</exception>
    public static FileStream Open(string path)
    {
        if (OperatingSystem.IsWindows())
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var opened = Posix.Open(path, ReadOnly | NonBlocking);
        if (opened < 0) throw new IOException(Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError()));
        var handle = new SafeFileHandle(opened, ownsHandle: true);
        try
        {
            var file = new FileStream(handle, FileAccess.Read);
            return file.CanSeek ? file : throw new IOException("it is no regular file");
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    // O_NONBLOCK and O_CLOEXEC: the two systems number them differently.
    private static int NonBlocking => OperatingSystem.IsLinux() ? 0x800 | 0x80000 : 0x4 | 0x1000000;

    private static class Posix
    {
#pragma warning disable SYSLIB1054 // the generated form needs unsafe code, which this assembly does without
        [DllImport(
            "libc", EntryPoint = "open", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false,
            ThrowOnUnmappableChar = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
        public static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
#pragma warning restore SYSLIB1054
    }
}
