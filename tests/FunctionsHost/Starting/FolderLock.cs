using System.Diagnostics;

namespace DurableTeams.FunctionsHost.Starting;

/// <summary>Test projects run side by side: one of them makes what all of them use.</summary>
internal static class FolderLock
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Waits for this process's turn; it ends when the lock is disposed.</summary>
    public static FileStream Take(string path)
    {
        for (var waiting = Stopwatch.StartNew(); ; Thread.Sleep(TimeSpan.FromMilliseconds(200)))
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (waiting.Elapsed < Patience)
            {
                // Held by another test process.
            }
        }
    }
}
