using System.Diagnostics;
using System.Globalization;
using DurableTeams.Sqlite;
using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.Engine;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableTeams.Bench;

/// <summary>An orchestration of three activities in turn: the engine alone, synchronous=FULL.</summary>
internal static class Chain3
{
    private const int AtOnce = 2_000;
    private static readonly TaskName Name = new("Chain3");

    public static async Task RunAsync(int sequential = 2_000, int rounds = 5)
    {
        var directory = Directory.CreateTempSubdirectory("chain3-").FullName;
        try
        {
            await using var services = new ServiceCollection().BuildServiceProvider();
            await using var database = SqliteDatabase.Open(directory, NullLoggerFactory.Instance);
            await using var engine = new EmbeddedEngine(
                database, Registry(), services, new EngineOptions(), NullLoggerFactory.Instance);
            await engine.StartAsync();
            for (var i = 0; i < 300; i++) await OnceAsync(engine);
            await OneAtATimeAsync(engine, database, directory, sequential);
            for (var i = 0; i < rounds; i++) await AtOnceAsync(engine, database, directory);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task OneAtATimeAsync(EmbeddedEngine engine, EmbeddedDatabase database, string directory, int runs)
    {
        var flush = Flush.Measure(directory);
        var before = database.Statistics;
        var times = new double[runs];
        for (var i = 0; i < runs; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await OnceAsync(engine);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        var after = database.Statistics;
        Array.Sort(times);
        var commits = (double)(after.Commits - before.Commits) / runs;
        var inCommit = (after.CommitTime - before.CommitTime).TotalMilliseconds / (after.Commits - before.Commits);
        Print(
            $"one at a time   p50 {times[runs / 2]:0.000} ms  p99 {times[runs * 99 / 100]:0.000} ms  mean {times.Average():0.000} ms");
        Print(
            $"                {commits:0.00} commits a run, {inCommit:0.000} ms each; mean / (commits x commit) = {times.Average() / (commits * inCommit):0.00}");
        Print($"                fsync alone: before {flush}, after {Flush.Measure(directory)}");
    }

    private static async Task AtOnceAsync(EmbeddedEngine engine, EmbeddedDatabase database, string directory)
    {
        var before = database.Statistics;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => OnceAsync(engine)));
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var after = database.Statistics;
        var size = new FileInfo(Path.Combine(directory, EmbeddedDatabase.FileName)).Length >> 20;
        Print(
            $"{AtOnce} at once   {AtOnce / seconds:0} runs/s  {(double)(after.Commits - before.Commits) / AtOnce:0.000} commits a run  {(after.CommitTime - before.CommitTime).TotalSeconds / seconds:P0} of the time in commits  database {size} MiB");
    }

    private static async Task OnceAsync(EmbeddedEngine engine)
    {
        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync(Name, "x");
        await engine.Client.WaitForInstanceCompletionAsync(id);
    }

    private static DurableTaskRegistry Registry() => new DurableTaskRegistry()
        .AddActivityFunc<string, string>("Reply", (_, text) => text)
        .AddOrchestratorFunc<string, string>("Chain3", async (context, text) =>
        {
            for (var i = 0; i < 3; i++) text = await context.CallActivityAsync<string>("Reply", text);
            return text;
        });

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
