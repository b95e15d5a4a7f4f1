using System.Net;
using DurableTeams.Sqlite;
using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.Database.Writing;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Faults;

/// <summary>The storage refuses writes for a while; the process lives on.</summary>
public sealed class FailingStorageTests : IDisposable
{
    private const int IoError = 10;
    private const int DiskFull = 13;
    private readonly FastDirectory _space = new();

    public void Dispose() => _space.Dispose();

    [Fact]
    public async Task Write_FailsForAWhileAtEveryPointOfEverySchedule_NothingIsLostOrDoneTwice()
    {
        var undisturbed = new Scenario(["run-1"]);
        await undisturbed.RunAsync(_space.Next(), _space);
        // The first points are the host's own start.
        var points = Enumerable.Range(5, undisturbed.Points - 5);
        // They wait more than they work.
        var many = new ParallelOptions { MaxDegreeOfParallelism = 8 * Environment.ProcessorCount };
        await Parallel.ForEachAsync(Schedule.Seeds.Where(seed => seed % 2 == 1)
            .SelectMany(seed => points.Select(point => (seed, point))), many, async (at, _) =>
        {
            var random = new Random(at.seed * 1_000 + at.point);
            var (code, times) = (random.Next(2) == 0 ? DiskFull : IoError, random.Next(1, 5));
            var patience = random.Next(2) == 0 ? TimeSpan.Zero : HostLife.Patience;
            var scenario = new Scenario(["run-1"], schedule: new Schedule(random.Next()));
            try
            {
                await scenario.SufferAsync(_space.Next(), Failing(at.point, times, code, patience, new Schedule(random.Next())));
                // Histories differ: a step that was refused a write is recorded as failed, and done again.
                Assert.Single(scenario.Shapes);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException(
                    $"schedule {at.seed}, failing {times} times with {code} from write point {at.point}: {e.Message}", e);
            }
        });
    }

    [Fact]
    public async Task Http_StorageRefusesWrites_503UntilHealedThenRunsComplete()
    {
        var broken = false;
        await using var life = await HostLife.OpenAsync(_space.Next(), new World(), new DatabaseOptions
        {
            Patience = TimeSpan.FromMilliseconds(50),
            Fault = _ =>
            {
                if (Volatile.Read(ref broken)) throw new SqliteFailureException(DiskFull, "database or disk is full");
            },
        });
        using var http = await life.ServeAsync();
        var rests = await life.RestAsync("run-1");
        Assert.Equal(RunStatus.Paused, rests.Status);

        Volatile.Write(ref broken, true);
        await StorageFault.AssertRefusingAsync(http, life, "full");

        Volatile.Write(ref broken, false);
        await StorageFault.AssertRecoveringAsync(http, life);
    }

    [Fact]
    public async Task Http_StorageFailsWhileRunsWork_AcceptedRunsCompleteByThemselves()
    {
        // From one of its points the storage is broken for all, until the test mends it.
        const int Runs = 5;
        var passed = 0;
        var healed = false;
        var broke = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var life = await HostLife.OpenAsync(_space.Next(), new World(), new DatabaseOptions
        {
            Patience = TimeSpan.FromMilliseconds(50),
            Fault = at =>
            {
                if (at == WritePoint.AfterCommit || ++passed < 60 || Volatile.Read(ref healed)) return;
                broke.TrySetResult();
                throw new SqliteFailureException(IoError, "disk I/O error");
            },
        });
        using var http = await life.ServeAsync();
        var accepted = new List<string>();
        for (var n = 1; n <= Runs; n++)
        {
            using var answer = await StorageFault.StartAsync(http, $"run-{n}");
            if (answer.StatusCode == HttpStatusCode.Accepted) accepted.Add($"run-{n}");
            else Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        }

        Assert.NotEmpty(accepted);
        await broke.Task.WaitAsync(HostLife.Patience);
        await StorageFault.UntilHealthAsync(http, HttpStatusCode.ServiceUnavailable);
        Volatile.Write(ref healed, true);
        await StorageFault.UntilHealthAsync(http, HttpStatusCode.OK);
        // Nobody asks for them again: each comes to its question by itself.
        foreach (var message in accepted)
        {
            var run = await life.Store.FindRunAsync(World.RunId(message));
            Assert.NotNull(run);
            await Wait.UntilAsync(async () => (await life.Store.FindRunAsync(run.RunId))!.Status == RunStatus.Paused);
            await life.FinishAsync(message);
            Assert.Equal(World.Output(message), (await life.Store.FindRunAsync(run.RunId))!.Output);
        }

        Assert.Empty(DatabaseMaintenance.Check(life.Database.Path));
    }

    // After a commit too: one that is said to have failed may be durable all the same.
    private static DatabaseOptions Failing(int point, int times, int code, TimeSpan patience, Schedule schedule)
    {
        var (passed, failures) = (0, 0);
        return new DatabaseOptions
        {
            Patience = patience,
            FirstRetry = TimeSpan.FromMilliseconds(1),
            Fault = _ =>
            {
                schedule.Hesitate();
                if (++passed >= point && ++failures <= times) throw new SqliteFailureException(code, "Injected.");
            },
        };
    }
}
