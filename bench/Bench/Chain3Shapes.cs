using System.Diagnostics;
using System.Globalization;
using DurableTeams.Sqlite;
using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.Engine;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableTeams.Bench;

/// <summary>The engine in other shapes: long, wide, replayed, and waiting in great number.</summary>
internal static class Chain3Shapes
{
    private const int Paused = 10_000;

    public static async Task RunAsync()
    {
        var directory = Directory.CreateTempSubdirectory("shapes-").FullName;
        try
        {
            await WithEngineAsync(directory, async (engine, _) =>
            {
                await LongAsync(engine);
                await WideAsync(engine);
                foreach (var id in new[] { "first", "second" })
                {
                    await engine.Client.ScheduleNewOrchestrationInstanceAsync("Events", 1_000, new StartOrchestrationOptions(id));
                    for (var i = 1; i < 1_000; i++) await engine.Client.RaiseEventAsync(id, "e", i);
                }
            });
            await WithEngineAsync(directory, async (engine, _) =>
            {
                foreach (var id in new[] { "first", "second" })
                    await TimedAsync($"replay of 1,000 events, {id}", () => engine.Client.RaiseEventAsync(id, "e", 0));
            });
            await PausedAsync(directory);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task LongAsync(EmbeddedEngine engine)
    {
        var end = await RunAsync(engine, "Long", 10_000);
        var times = end.ReadOutputAs<long[]>()!;
        Print(
            $"10,000 steps: a step at the start {times[1_000] / 1e4 / 1_000:0.000} ms, at the end {(times[^1] - times[^1001]) / 1e4 / 1_000:0.000} ms");
    }

    // The first ones are not counted: until the code is compiled, what comes later is faster.
    private static async Task WideAsync(EmbeddedEngine engine)
    {
        foreach (var width in new[] { 100, 1_000, 100, 1_000 }) await WideAsync(engine, width);
        var widths = new[] { 100, 1_000 };
        var times = widths.ToDictionary(width => width, _ => new List<double>());
        for (var round = 0; round < 15; round++)
        {
            foreach (var width in widths) times[width].Add(await WideAsync(engine, width));
        }

        foreach (var width in widths)
        {
            var sorted = times[width].Order().ToList();
            Print(
                $"{width} sub-orchestrations of one activity: {sorted[7]:0.0000} ms each (median of 15; {sorted[0]:0.0000} to {sorted[^1]:0.0000})");
        }
    }

    private static async Task<double> WideAsync(EmbeddedEngine engine, int width)
    {
        var start = Stopwatch.GetTimestamp();
        await RunAsync(engine, "Wide", width);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds / width;
    }

    private static async Task IdleAsync(EmbeddedDatabase database)
    {
        var (reads, commits, cpu) = (database.Reads, database.Statistics.Commits, Environment.CpuUsage.TotalTime);
        await Task.Delay(TimeSpan.FromSeconds(10));
        Print(
            $"  10 s of idling: {database.Reads - reads} reads, {database.Statistics.Commits - commits} commits, {(Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds:0} ms of CPU");
    }

    private static async Task PausedAsync(string directory)
    {
        await WithEngineAsync(directory, async (engine, _) =>
        {
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var start = Stopwatch.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, Paused).Select(i => engine.Client.ScheduleNewOrchestrationInstanceAsync(
                "Events", 1, new StartOrchestrationOptions($"p{i}"))));
            Print($"{Paused} paused in {Stopwatch.GetElapsedTime(start).TotalSeconds:0.00} s");
            while (engine.Load.LiveInstances > 0) await Task.Delay(20);
            Print($"  memory when idle: {(GC.GetTotalMemory(forceFullCollection: true) - before) / Paused} bytes each");
        });
        var opened = Stopwatch.GetTimestamp();
        await WithEngineAsync(directory, async (engine, database) =>
        {
            Print($"  ready after restart in {Stopwatch.GetElapsedTime(opened).TotalMilliseconds:0} ms");
            await IdleAsync(database);
            var times = new List<double>();
            for (var i = 0; i < 1_000; i++)
            {
                var start = Stopwatch.GetTimestamp();
                await engine.Client.RaiseEventAsync($"p{i}", "e", i);
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            times.Sort();
            Print($"  one resume p50 {times[500]:0.00} ms, p99 {times[990]:0.00} ms");
            await TimedAsync("  the other 9,000 resumed and ended", () => Task.WhenAll(
                Enumerable.Range(1_000, Paused - 1_000).Select(async i =>
                {
                    await engine.Client.RaiseEventAsync($"p{i}", "e", i);
                    await engine.Client.WaitForInstanceCompletionAsync($"p{i}");
                })));
        });
    }

    private static async Task WithEngineAsync(string directory, Func<EmbeddedEngine, EmbeddedDatabase, Task> work)
    {
        await using var services = new ServiceCollection().BuildServiceProvider();
        await using var database = SqliteDatabase.Open(directory, NullLoggerFactory.Instance);
        var options = new EngineOptions { IdleEviction = TimeSpan.FromSeconds(1) };
        await using var engine = new EmbeddedEngine(database, Registry(), services, options, NullLoggerFactory.Instance);
        await engine.StartAsync();
        await work(engine, database);
    }

    private static async Task<OrchestrationMetadata> RunAsync(EmbeddedEngine engine, string name, object input)
    {
        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync(new TaskName(name), input);
        return await engine.Client.WaitForInstanceCompletionAsync(id, true);
    }

    private static async Task TimedAsync(string what, Func<Task> work)
    {
        var start = Stopwatch.GetTimestamp();
        await work();
        Print($"{what}: {Stopwatch.GetElapsedTime(start).TotalMilliseconds:0.0} ms");
    }

    private static DurableTaskRegistry Registry() => new DurableTaskRegistry()
        .AddActivityFunc<string, string>("Reply", (_, text) => text)
        .AddOrchestratorFunc<int, long[]>("Long", async (context, steps) =>
        {
            var start = context.CurrentUtcDateTime;
            var times = new long[steps + 1];
            for (var i = 1; i <= steps; i++)
            {
                await context.CallActivityAsync<string>("Reply", "x");
                times[i] = (context.CurrentUtcDateTime - start).Ticks;
            }

            return times;
        })
        .AddOrchestratorFunc<string>("Member", context => context.CallActivityAsync<string>("Reply", "x"))
        .AddOrchestratorFunc<int, int>("Wide", async (context, width) =>
            (await Task.WhenAll(
                Enumerable.Range(0, width).Select(_ => context.CallSubOrchestratorAsync<string>("Member")))).Length)
        .AddOrchestratorFunc<int, int>("Events", async (context, count) =>
        {
            var sum = 0;
            for (var i = 0; i < count; i++) sum += await context.WaitForExternalEvent<int>("e");
            return sum;
        });

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
