using System.Diagnostics;
using System.Globalization;
using System.Net;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Files;
using DurableTeams.Embedded.Hosting;
using DurableTeams.Live;
using DurableTeams.Models;
using DurableTeams.Services;
using DurableTeams.Services.Events;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Bench;

/// <summary>
/// How long a model's words take to their readers: one reader over HTTP, and 10,000 readers of 1,000 runs in this process (a host
/// takes 10,000 connections; sockets would measure the machine).
/// </summary>
internal static class Live
{
    private const int Runs = 1_000, Readers = 10;

    public static async Task RunAsync()
    {
        var table = new BenchTable(
            "Words, from the provider's chunk to the reader", "", "chunks/s", "deltas/s", "p50 ms", "p99 ms", "lost", "CPU s");
        await MeasureAsync(table, "1 run, 1 reader over HTTP", 1, 1, 200, TimeSpan.FromMilliseconds(20), overHttp: true);
        await MeasureAsync(table, "10 runs, 100 readers over HTTP", 10, 10, 100, TimeSpan.FromMilliseconds(100), overHttp: true);
        await MeasureAsync(
            table, $"{Runs} runs, {Runs * Readers} readers", Runs, Readers, 40, TimeSpan.FromMilliseconds(250), overHttp: false);
        Console.WriteLine(table);
    }

    private static async Task MeasureAsync(
        BenchTable table, string name, int runs, int readers, int chunks, TimeSpan between, bool overHttp)
    {
        var data = Directory.CreateTempSubdirectory("durableteams-live-");
        try
        {
            var models = new LiveModels(chunks, between);
            await using var host = await EmbeddedHost.StartAsync(new HostSettings
            {
                TeamsDirectory = "",
                DataDirectory = data.FullName,
                Address = new ListenAddress(IPAddress.Loopback, 0, "127.0.0.1"),
                Teams = [TeamHash.Pin(Team)],
                ConfigureServices = services => services.AddSingleton<IChatClients>(models),
            });
            var ids = new List<string>();
            for (var i = 0; i < runs; i++) ids.Add(await StartAsync(host));
            using var http = new HttpClient { BaseAddress = new Uri(host.Url + "/api/"), Timeout = Timeout.InfiniteTimeSpan };
            var meters = ids.SelectMany(id => Enumerable.Repeat(id, readers)).Select(id => new LiveMeter(id)).ToList();
            var reading = meters.Select(meter => overHttp
                ? meter.ReadAsync(http)
                : meter.ReadAsync(host.Services.GetRequiredService<RunFollower>())).ToList();
            // All are there before the first word.
            while (models.Asked < Math.Min(runs, LiveModels.MostAtOnce) || meters.Exists(meter => !meter.HasBegun))
                await Task.Delay(50);
            var (began, used) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            models.Speak();
            await Task.WhenAll(reading);
            var (seconds, cpu) = (Stopwatch.GetElapsedTime(began).TotalSeconds, Environment.CpuUsage.TotalTime - used);
            double[] all = [.. meters.SelectMany(meter => meter.Milliseconds)];
            table.Row(
                name, Whole(runs * chunks / seconds), Whole(meters.Sum(meter => meter.Deltas) / seconds),
                Ms(Team3Disk.Percentile(all, 50)), Ms(Team3Disk.Percentile(all, 99)),
                Whole((runs * readers * chunks) - all.Length), Ms(cpu.TotalSeconds));
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static async Task<string> StartAsync(EmbeddedHost host)
    {
        var runs = host.Services.GetRequiredService<RunService>();
        return (await runs.StartAsync(Team.Id, new StartRunRequest("Go", null, null, null), null, null, host.Client)).RunId;
    }

    private static string Whole(double value) => value.ToString("0", CultureInfo.InvariantCulture);

    private static string Ms(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static TeamDefinition Team { get; } = new()
    {
        Id = "live",
        Name = "Live",
        Mode = TeamMode.Sequential,
        Models = { ["voice"] = new ModelDefinition { Provider = "scripted" } },
        History = new HistoryDefinition { Scope = HistoryScope.None },
        Members = [new MemberDefinition { Id = "speaker", Role = "Speaks", Model = "voice" }],
    };
}
