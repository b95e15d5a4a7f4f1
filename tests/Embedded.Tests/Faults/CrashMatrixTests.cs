namespace DurableTeams.Embedded.Tests.Faults;

/// <summary>The process is killed at each of its write points under many schedules, and several times in a row.</summary>
public sealed class CrashMatrixTests : IDisposable
{
    private const string Message = "run-1";
    private readonly FastDirectory _space = new();

    public void Dispose() => _space.Dispose();

    [Fact]
    public async Task Crash_AtEveryWritePointOfEverySchedule_RunCompletesAsIfUndisturbed()
    {
        var (_, shape) = await UndisturbedAsync();
        await Parallel.ForEachAsync(Schedule.Seeds, Cores, async (seed, cancellationToken) =>
        {
            var life = new RecordedLife(_space, new Schedule(seed));
            await life.RunAsync(Message).WaitAsync(HostLife.Patience, cancellationToken);
            Assert.True(life.All.Count >= 40, $"Schedule {seed} has only {life.All.Count} write points.");
            for (var point = 0; point < life.All.Count; point++)
            {
                var remains = life.All[point];
                var scenario = new Scenario([Message], remains.Effects, new Schedule(seed * 1_000 + point));
                await SurviveAsync($"schedule {seed}, killed at write point {point + 1}", shape, scenario, remains.Directory);
            }
        });
    }

    [Fact]
    public async Task Crash_AgainAndAgainWithSeveralRuns_AllRunsCompleteAsIfUndisturbed()
    {
        var (points, shape) = await UndisturbedAsync();
        await Parallel.ForEachAsync(Schedule.Seeds, Cores, async (seed, _) =>
        {
            var random = new Random(seed);
            var runs = Enumerable.Range(1, random.Next(1, 4)).Select(n => $"run-{n}").ToList();
            var crashes = Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(1, points + 1)).ToArray();
            var what = $"seed {seed}: {runs.Count} runs killed at {string.Join(", ", crashes)}";
            await SurviveAsync(what, shape, new Scenario(runs), _space.Next(), crashes);
        });
    }

    private static ParallelOptions Cores => new() { MaxDegreeOfParallelism = 2 * Environment.ProcessorCount };

    private async Task<(int Points, string Shape)> UndisturbedAsync()
    {
        var undisturbed = new Scenario([Message]);
        await undisturbed.RunAsync(_space.Next(), _space);
        return (undisturbed.Points, undisturbed.Shapes[0]);
    }

    private async Task SurviveAsync(string what, string shape, Scenario scenario, string directory, params int[] crashes)
    {
        try
        {
            await scenario.RunAsync(directory, _space, crashes);
            Assert.NotEmpty(scenario.Shapes);
            Assert.All(scenario.Shapes, found => Assert.Equal(shape, found));
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{what} (life {scenario.Lives}): {e.Message}", e);
        }
    }
}
