using System.Diagnostics;

namespace DurableTeams.Bench;

/// <summary>What this machine's disk costs: the floor under every durable step.</summary>
internal static class Team3Disk
{
    private const int Block = 4096;

    /// <summary>The time of writing 4 KiB at the end of a file and flushing it, p50 and p99 of many.</summary>
    public static (double P50, double P99) Fsync(string directory, int times = 300)
    {
        var path = Path.Combine(directory, "fsync.probe");
        var samples = new double[times];
        using (var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            var block = new byte[Block];
            for (var i = 0; i < times; i++)
            {
                var started = Stopwatch.GetTimestamp();
                RandomAccess.Write(file, block, (long)i * Block);
                RandomAccess.FlushToDisk(file);
                samples[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            }
        }

        File.Delete(path);
        return (Percentile(samples, 50), Percentile(samples, 99));
    }

    /// <summary>Bytes of a directory's files, all or those of a pattern.</summary>
    public static long BytesOf(string directory, string pattern = "*") =>
        new DirectoryInfo(directory).EnumerateFiles(pattern, SearchOption.AllDirectories).Sum(file => file.Length);

    /// <summary>The nearest-rank percentile.</summary>
    public static double Percentile(double[] samples, int percent)
    {
        var sorted = samples.Order().ToArray();
        return sorted[Math.Clamp((int)Math.Ceiling(sorted.Length * percent / 100.0) - 1, 0, sorted.Length - 1)];
    }
}
