using System.Diagnostics;
using System.Globalization;
using DurableTeams.Sqlite.Database.Connections;

namespace DurableTeams.Bench;

/// <summary>What waiting for a lock costs: one connection holds it for a while, another one wants it.</summary>
internal static class Locks
{
    private const int Rounds = 100;
    private static readonly TimeSpan Reading = TimeSpan.FromSeconds(10);

    public static async Task RunAsync()
    {
        var directory = Directory.CreateTempSubdirectory("durableteams-bench-");
        try
        {
            var path = Path.Combine(directory.FullName, "locks.db");
            using var holder = SqliteConnection.OpenWriter(path);
            holder.Execute("CREATE TABLE numbers (n INTEGER)");
            var table = new BenchTable(
                $"SQLite locks, {holder.Statement("SELECT sqlite_version()").QueryText()}",
                "scenario",
                "times",
                "p50 ms",
                "p99 ms",
                "longest ms");
            Add(table, "write while another writes for 5 ms", Writes(path, holder));
            Add(table, "read while the log restarts", await ReadsAsync(path, holder));
            Console.WriteLine(table);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static double[] Writes(string path, SqliteConnection holder)
    {
        using var waiter = SqliteConnection.OpenWriter(path);
        var times = new double[Rounds];
        for (var i = 0; i < Rounds; i++)
        {
            holder.Execute("BEGIN IMMEDIATE");
            var release = new Thread(() =>
            {
                Thread.Sleep(5);
                holder.Execute("COMMIT");
            });
            release.Start();
            times[i] = Time(() => waiter.Execute("INSERT INTO numbers VALUES (1)"));
            release.Join();
        }

        return times;
    }

    private static async Task<double[]> ReadsAsync(string path, SqliteConnection writer)
    {
        using var stop = new CancellationTokenSource(Reading);
        var writing = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                writer.Execute("INSERT INTO numbers VALUES (1)");
                writer.CheckpointAndRestart();
            }
        });
        var readers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            using var reader = SqliteConnection.OpenReader(path);
            var times = new List<double>();
            while (!stop.IsCancellationRequested)
                times.Add(Time(() => reader.Statement("SELECT max(rowid) FROM numbers").QueryInt64()));
            return times;
        })));
        await writing;
        return [.. readers.SelectMany(times => times)];
    }

    private static double Time(Action what)
    {
        var start = Stopwatch.GetTimestamp();
        what();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static void Add(BenchTable table, string scenario, double[] times)
    {
        Array.Sort(times);
        string Cell(double ms) => ms.ToString("0.000", CultureInfo.InvariantCulture);
        table.Row(scenario, times.Length.ToString(CultureInfo.InvariantCulture), Cell(times[times.Length / 2]), Cell(
            times[times.Length * 99 / 100]), Cell(times[^1]));
    }
}
