using System.Diagnostics;
using System.Globalization;

namespace DurableTeams.Bench;

/// <summary>
/// What durability costs a team run: a leader delegating to three members in turn, seven model calls that take no time,
/// 200-byte answers, the real engine and store. Nothing is asserted; the disk's own speed stands beside it.
/// </summary>
internal static class Team3
{
    // Until the JIT has compiled the hot paths for good: what is measured is a host that has been serving.
    private const int WarmUp = 1_500;
    private const int OneAtATime = 300;
    private const int InAll = 2_000;
    private static readonly int[] Concurrent = [200, 500];

    public static async Task RunAsync()
    {
        await using var host = await Team3Host.StartAsync();
        var (flush50, flush99) = Team3Disk.Fsync(host.Data);
        await Task.WhenAll(Enumerable.Range(0, WarmUp).Select(_ => host.RunAsync()));
        for (var i = 0; i < WarmUp / 5; i++) await host.RunAsync();

        var single = await SerialAsync(host);
        var many = new List<Measured>();
        foreach (var concurrent in Concurrent) many.Add(await ConcurrentAsync(host, concurrent));
        var runs = WarmUp + (WarmUp / 5) + OneAtATime + (InAll * many.Count);
        var calls = host.ModelCalls;
        await host.StopAsync();

        var table = new BenchTable(
                "Team3: 7 model calls, none of which takes time", "", "p50 ms", "p99 ms", "runs/s", "calls/s", "commits/run",
                "ms in COMMIT/run")
            .Row(single.Cells("one at a time"));
        foreach (var (concurrent, measured) in Concurrent.Zip(many)) table.Row(measured.Cells($"{concurrent} at a time"));
        Console.WriteLine(table.Row("4 KiB write and fsync", Ms(flush50), Ms(flush99), "", "", "", ""));
        Console.WriteLine();
        Console.WriteLine(new BenchTable("On disk, after the host has stopped", "", "number")
            .Row("bytes per run, all files", Rate(Team3Disk.BytesOf(host.Data) / (double)runs))
            .Row("  of it the write-ahead log", Rate(Team3Disk.BytesOf(host.Data, "*-wal") / (double)runs))
            .Row("runs", Rate(runs))
            .Row("model calls per run", Number(calls / (double)runs)));
    }

    private static async Task<Measured> SerialAsync(Team3Host host)
    {
        var samples = new double[OneAtATime];
        var before = Counters.Of(host);
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < samples.Length; i++) samples[i] = await TimeAsync(host);
        return Measured.Of(samples, Stopwatch.GetElapsedTime(started), before, Counters.Of(host));
    }

    private static async Task<Measured> ConcurrentAsync(Team3Host host, int concurrent)
    {
        var samples = new double[InAll];
        var next = -1;
        var before = Counters.Of(host);
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, concurrent).Select(_ => Task.Run(async () =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < samples.Length;) samples[i] = await TimeAsync(host);
        })));
        return Measured.Of(samples, Stopwatch.GetElapsedTime(started), before, Counters.Of(host));
    }

    private static async Task<double> TimeAsync(Team3Host host)
    {
        var started = Stopwatch.GetTimestamp();
        await host.RunAsync();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static string Ms(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Rate(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);

    private readonly record struct Counters(long Commits, TimeSpan CommitTime, long ModelCalls)
    {
        public static Counters Of(Team3Host host) => new(host.Commits, host.CommitTime, host.ModelCalls);
    }

    private sealed record Measured(double P50, double P99, double PerSecond, double Calls, double Commits, double CommitTime)
    {
        public static Measured Of(double[] samples, TimeSpan elapsed, Counters before, Counters after) => new(
            Team3Disk.Percentile(samples, 50),
            Team3Disk.Percentile(samples, 99),
            samples.Length / elapsed.TotalSeconds,
            (after.ModelCalls - before.ModelCalls) / elapsed.TotalSeconds,
            (after.Commits - before.Commits) / (double)samples.Length,
            (after.CommitTime - before.CommitTime).TotalMilliseconds / samples.Length);

        public string[] Cells(string name) =>
            [name, Ms(P50), Ms(P99), Rate(PerSecond), Rate(Calls), Number(Commits), Ms(CommitTime)];
    }
}
