using System.Collections.Concurrent;

namespace DurableTeams.Embedded.Tests.Faults;

/// <summary>The process is killed at each of its write points, and at random ones.</summary>
public sealed class CrashMatrixTests : IDisposable
{
    private readonly FastDirectory _space = new();

    public void Dispose() => _space.Dispose();

    [Fact]
    public async Task Crash_AtEveryWritePoint_RunCompletesAsIfUndisturbed()
    {
        var (points, shape) = await UndisturbedAsync();
        Assert.True(points >= 40, $"The reference run has only {points} write points.");
        var crashed = new ConcurrentBag<int>();
        // Commits group as threads happen to run: the last point is where a run was not killed any more.
        await Parallel.ForEachAsync(Enumerable.Range(1, points), Cores, async (point, _) =>
        {
            if (await SurviveAsync($"killed at write point {point}", shape, ["run-1"], point) > 1) crashed.Add(point);
        });
        for (var point = points + 1; await SurviveAsync($"killed at write point {point}", shape, ["run-1"], point) > 1; point++)
            crashed.Add(point);
        Assert.True(crashed.Count >= 40, $"Only {crashed.Count} crashes.");
    }

    [Fact]
    public async Task Crash_RandomSchedules_AllRunsCompleteAsIfUndisturbed()
    {
        var (points, shape) = await UndisturbedAsync();
        var seeds = int.TryParse(Environment.GetEnvironmentVariable("FAULT_SEEDS"), out var asked) ? asked : 25;
        await Parallel.ForEachAsync(Enumerable.Range(1, seeds), Cores, async (seed, _) =>
        {
            var random = new Random(seed);
            var runs = Enumerable.Range(1, random.Next(1, 4)).Select(n => $"run-{n}").ToList();
            var crashes = Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(1, points + 1)).ToArray();
            await SurviveAsync($"seed {seed}: {runs.Count} runs killed at {string.Join(", ", crashes)}", shape, runs, crashes);
        });
    }

    private static ParallelOptions Cores => new() { MaxDegreeOfParallelism = Environment.ProcessorCount };

    private async Task<(int Points, string Shape)> UndisturbedAsync()
    {
        var undisturbed = new Scenario(["run-1"]);
        await undisturbed.RunAsync(_space.Next(), _space);
        return (undisturbed.Points, undisturbed.Shapes[0]);
    }

    private async Task<int> SurviveAsync(string what, string shape, IReadOnlyList<string> runs, params int[] crashes)
    {
        var scenario = new Scenario(runs);
        try
        {
            await scenario.RunAsync(_space.Next(), _space, crashes);
            Assert.All(scenario.Shapes, found => Assert.Equal(shape, found));
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{what} (life {scenario.Lives}): {e.Message}", e);
        }

        return scenario.Lives;
    }
}
