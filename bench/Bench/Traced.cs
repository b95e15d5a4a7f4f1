using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace DurableTeams.Bench;

/// <summary>
/// What exporting spans costs: Team3's runs, many at a time, with tracing off and on, in turns so that what else the machine
/// does falls on both. The collector is another process and takes everything.
/// </summary>
internal static class Traced
{
    private const int WarmUp = 1_500;
    private const int InTurn = 2_000;
    private const int Turns = 5;
    private const int AtATime = 200;

    public static async Task RunAsync()
    {
        using var collector = StartCollector(out var address);
        try
        {
            await using var off = await Team3Host.StartAsync();
            await using var on = await Team3Host.StartAsync(telemetry: new Dictionary<string, string?>
            {
                ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = new Uri(address, "v1/traces").ToString(),
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            });
            await RunAsync(off, WarmUp);
            await RunAsync(on, WarmUp);
            var (without, with) = (new List<Cost>(), new List<Cost>());
            for (var turn = 0; turn < Turns; turn++)
            {
                without.Add(await RunAsync(off, InTurn));
                with.Add(await RunAsync(on, InTurn));
            }

            var (rate, cpu) = (Median(without, cost => cost.PerSecond), Median(without, cost => cost.Cpu));
            var (rateOn, cpuOn) = (Median(with, cost => cost.PerSecond), Median(with, cost => cost.Cpu));
            Console.WriteLine(new BenchTable(
                $"Team3, {AtATime} at a time, median of {Turns} turns of {InTurn} runs",
                "",
                "runs/s",
                "ms of CPU/run",
                "runs/s of off")
                .Row("tracing off", Rate(rate), Ms(cpu), "100 %")
                .Row("tracing on, 11 spans a run", Rate(rateOn), Ms(cpuOn), $"{Rate(100 * rateOn / rate)} %"));
        }
        finally
        {
            collector.Kill();
        }
    }

    /// <summary>The other process: takes what comes until it is killed.</summary>
    public static async Task CollectAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = null;
        });
        await using var app = builder.Build();
        app.Run(context => context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted));
        await app.StartAsync();
        Console.WriteLine(app.Urls.Single());
        // Ends with whoever started it, too.
        await Console.In.ReadToEndAsync();
    }

    private static async Task<Cost> RunAsync(Team3Host host, int runs)
    {
        var left = runs;
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, AtATime).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0) await host.RunAsync();
        })));
        var elapsed = Stopwatch.GetElapsedTime(started);
        // Exporting the last of them is work, too, but mostly the wait for their delay.
        await host.SettleAsync();
        process.Refresh();
        return new Cost(runs / elapsed.TotalSeconds, (process.TotalProcessorTime - before).TotalMilliseconds / runs);
    }

    private static Process StartCollector(out Uri address)
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardInput = true };
        if (!Environment.ProcessPath!.EndsWith("Bench", StringComparison.Ordinal))
            start.ArgumentList.Add(typeof(Traced).Assembly.Location);
        start.ArgumentList.Add("collector");
        var process = Process.Start(start)!;
        address = new Uri(process.StandardOutput.ReadLine()!);
        return process;
    }

    private static double Median(List<Cost> costs, Func<Cost, double> of) => costs.Select(of).Order().ElementAt(costs.Count / 2);

    private static string Rate(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Ms(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private readonly record struct Cost(double PerSecond, double Cpu);
}
