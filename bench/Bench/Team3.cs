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
    private const int Concurrent = 200;
    private const int InAll = 2_000;

    public static async Task RunAsync()
    {
        await using var host = await Team3Host.StartAsync();
        var (flush50, flush99) = Team3Disk.Fsync(host.Data);
        await Task.WhenAll(Enumerable.Range(0, WarmUp).Select(_ => host.RunAsync()));
        for (var i = 0; i < WarmUp / 5; i++) await host.RunAsync();

        var single = await SerialAsync(host);
        var many = await ConcurrentAsync(host);
        var runs = WarmUp + (WarmUp / 5) + OneAtATime + InAll;
        var calls = host.ModelCalls;
        await host.StopAsync();

        Console.WriteLine(new BenchTable("Team3: 7 model calls, none of which takes time", "", "p50 ms", "p99 ms", "runs/s", "commits/run")
            .Row("one at a time", Ms(single.P50), Ms(single.P99), Rate(single.PerSecond), Number(single.Commits))
            .Row($"{Concurrent} at a time", Ms(many.P50), Ms(many.P99), Rate(many.PerSecond), Number(many.Commits))
            .Row("4 KiB write and fsync", Ms(flush50), Ms(flush99), "", ""));
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
        var commits = host.Commits;
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < samples.Length; i++) samples[i] = await TimeAsync(host);
        return Measured.Of(samples, Stopwatch.GetElapsedTime(started), host.Commits - commits);
    }

    private static async Task<Measured> ConcurrentAsync(Team3Host host)
    {
        var samples = new double[InAll];
        var next = -1;
        var commits = host.Commits;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Concurrent).Select(_ => Task.Run(async () =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < samples.Length;) samples[i] = await TimeAsync(host);
        })));
        return Measured.Of(samples, Stopwatch.GetElapsedTime(started), host.Commits - commits);
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

    private sealed record Measured(double P50, double P99, double PerSecond, double Commits)
    {
        public static Measured Of(double[] samples, TimeSpan elapsed, long commits) => new(
            Team3Disk.Percentile(samples, 50),
            Team3Disk.Percentile(samples, 99),
            samples.Length / elapsed.TotalSeconds,
            commits / (double)samples.Length);
    }
}
