using System.Diagnostics;
using System.Globalization;

namespace DurableTeams.Bench;

/// <summary>What a flush costs here: 8 KiB written and fdatasync'ed, in a file that has its size.</summary>
internal static class Flush
{
    public static string Measure(string directory)
    {
        var path = Path.Combine(directory, "flush.bin");
        var page = new byte[8192];
        using (var file = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite))
        {
            for (var i = 0; i < 256; i++) RandomAccess.Write(file, page, i * page.Length);
            RandomAccess.FlushToDisk(file);
            var times = new double[256];
            for (var i = 0; i < times.Length; i++)
            {
                var start = Stopwatch.GetTimestamp();
                RandomAccess.Write(file, page, i * page.Length);
                RandomAccess.FlushToDisk(file);
                times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }

            Array.Sort(times);
            return string.Create(CultureInfo.InvariantCulture, $"p50 {times[128]:0.000} ms p99 {times[253]:0.000} ms");
        }
    }
}
