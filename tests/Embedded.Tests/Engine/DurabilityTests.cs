using System.Collections.Concurrent;
using DurableTeams.Sqlite;
using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.Database.Writing;
using DurableTeams.Sqlite.Engine;
using DurableTeams.Sqlite.Engine.Activities;
using DurableTeams.Sqlite.Engine.Failures;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTeams.Embedded.Tests.Engine;

public sealed class DurabilityTests
{
    [Fact]
    public async Task Crash_ActivityRunning_RunsAgainAfterRestart()
    {
        var calls = 0;
        using var release = new ManualResetEventSlim();
        await using var fixture = new EngineFixture(r => r
            .AddActivityFunc<string>("Slow", _ =>
            {
                if (Interlocked.Increment(ref calls) == 1) release.Wait();
                return "done";
            })
            .AddOrchestratorFunc<string>("Run", context => context.CallActivityAsync<string>("Slow")));
        await fixture.StartAsync("Run", "i");
        await Wait.UntilAsync(() => Volatile.Read(ref calls) == 1);
        await fixture.CrashAndRestartAsync();
        Assert.Equal("done", (await fixture.EndOfAsync("i")).ReadOutputAs<string>());
        release.Set();
        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task Start_StorageRefusesThatTheActivityIsBegunAgain_ItIsNotBegun()
    {
        var (broken, refused) = (false, 0);
        var begun = new ConcurrentQueue<int>();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var fixture = new EngineFixture(
            r => r
                .AddActivityFunc<string>("Slow", async context =>
                {
                    begun.Enqueue(EmbeddedActivityContext.CountBegun(context));
                    await release.Task;
                    return "done";
                })
                .AddOrchestratorFunc<string>("Run", context => context.CallActivityAsync<string>("Slow")),
            storage: new()
            {
                Fault = _ =>
                {
                    if (!Volatile.Read(ref broken)) return;
                    Interlocked.Increment(ref refused);
                    throw new SqliteFailureException(10, "I/O");
                },
                FirstRetry = TimeSpan.FromMilliseconds(1),
            });
        await fixture.StartAsync("Run", "i");
        await Wait.UntilAsync(() => begun.Count == 1);

        Volatile.Write(ref broken, true);
        await fixture.CrashAndRestartAsync();
        Assert.Equal(0, fixture.Engine.Load.RunningActivities);
        await Wait.UntilAsync(() => Volatile.Read(ref refused) > 1);
        Assert.Equal(0, fixture.Engine.Load.RunningActivities);
        await fixture.CrashAndRestartAsync();

        Volatile.Write(ref broken, false);
        await Wait.UntilAsync(() => begun.Count == 2);
        release.SetResult();
        Assert.Equal("done", (await fixture.EndOfAsync("i")).ReadOutputAs<string>());
        Assert.Equal([0, 1], begun);
    }

    [Fact]
    public async Task Crash_ActivityAnswered_NeverRunsAgain()
    {
        var calls = 0;
        await using var fixture = new EngineFixture(r => r
            .AddActivityFunc<int>("Once", _ => Interlocked.Increment(ref calls))
            .AddOrchestratorFunc<int>("Run", async context =>
            {
                var n = await context.CallActivityAsync<int>("Once");
                context.SetCustomStatus(n);
                await context.WaitForExternalEvent<string>("go");
                return n;
            }));
        await fixture.StartAsync("Run", "i");
        await fixture.UntilStatusAsync("i", "1");
        await fixture.CrashAndRestartAsync();
        await fixture.Client.RaiseEventAsync("i", "go");
        Assert.Equal(1, (await fixture.EndOfAsync("i")).ReadOutputAs<int>());
        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task Activity_WritesInScope_AreCommittedWithItsAnswer()
    {
        await using var fixture = new EngineFixture(Writing, storage: WithNotes());
        await fixture.RunAsync("Write", "one");
        Assert.Equal(["one"], Notes(fixture));
    }

    [Fact]
    public async Task Activity_FailsAfterWriting_NothingIsWritten()
    {
        await using var fixture = new EngineFixture(Writing, storage: WithNotes());
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await fixture.RunAsync("Write", "bad")).RuntimeStatus);
        Assert.Empty(Notes(fixture));
    }

    [Fact]
    public async Task Activity_StoreRefusesTheWrite_FailsTheInstanceAlone()
    {
        await using var fixture = new EngineFixture(Writing, storage: WithNotes());
        await fixture.RunAsync("Write", "same");
        var end = await fixture.RunAsync("WriteAndWait", "same");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await fixture.RunAsync("Write", "other")).RuntimeStatus);
    }

    [Fact]
    public async Task InlineActivity_Writes_CostNoCommit()
    {
        var options = new EngineOptions { InlineActivities = new HashSet<string> { "Note" } };
        await using var fixture = new EngineFixture(Writing, options, WithNotes());
        var before = fixture.Database.Statistics.Commits;
        var end = await fixture.RunAsync("Write", "one");
        Assert.Equal("noted one", end.ReadOutputAs<string>());
        Assert.Equal(["one"], Notes(fixture));
        Assert.Equal(1, fixture.Database.Statistics.Commits - before);
    }

    [Fact]
    public async Task InlineActivity_Replayed_IsNotRunAgain()
    {
        var options = new EngineOptions { InlineActivities = new HashSet<string> { "note" } };
        await using var fixture = new EngineFixture(Writing, options, WithNotes());
        await fixture.StartAsync("WriteAndWait", "i", "one");
        await fixture.CrashAndRestartAsync();
        await fixture.Client.RaiseEventAsync("i", "go");
        Assert.Equal("noted one", (await fixture.EndOfAsync("i")).ReadOutputAs<string>());
        Assert.Equal(["one"], Notes(fixture));
    }

    [Fact]
    public async Task InlineActivity_Waits_FailsClearly()
    {
        var never = new TaskCompletionSource();
        var options = new EngineOptions { InlineActivities = new HashSet<string> { "Slow" } };
        await using var fixture = new EngineFixture(
            r => r
                .AddActivityFunc("Slow", Task (TaskActivityContext _) => never.Task)
                .AddOrchestratorFunc("Run", context => context.CallActivityAsync("Slow")),
            options);
        var end = await fixture.RunAsync("Run");
        Assert.Equal(typeof(InlineActivityException).FullName, end.FailureDetails!.InnerFailure!.ErrorType);
    }

    [Fact]
    public async Task Storage_FailsForAWhile_RunsGoOnAfterwards()
    {
        var failures = 0;
        await using var fixture = new EngineFixture(OrchestrationTests.Chain, storage: new()
        {
            Fault = point =>
            {
                if (point == WritePoint.BeforeCommit && Interlocked.Increment(ref failures) % 3 != 0)
                    throw new SqliteFailureException(10, "I/O");
            },
            FirstRetry = TimeSpan.FromMilliseconds(1),
        });
        Assert.Equal("a123", (await fixture.RunAsync("Chain", "a")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Storage_EveryOtherCommitFailsButIsDurable_NothingRunsOrIsRecordedTwice()
    {
        var (failures, calls) = (0, 0);
        await using var fixture = new EngineFixture(
            r => r
                .AddActivityFunc<int>("Count", _ => Interlocked.Increment(ref calls))
                .AddOrchestratorFunc<int>("Child", context => context.CallActivityAsync<int>("Count"))
                .AddOrchestratorFunc<int>("Run", async context =>
                {
                    for (var i = 0; i < 5; i++) await context.CallActivityAsync<int>("Count");
                    return await context.CallSubOrchestratorAsync<int>("Child");
                }),
            storage: new()
            {
                Fault = point =>
                {
                    if (point == WritePoint.AfterCommit && ++failures % 2 == 0) throw new SqliteFailureException(10, "I/O");
                },
                FirstRetry = TimeSpan.FromMilliseconds(1),
            });
        Assert.Equal(6, (await fixture.RunAsync("Run", id: "i")).ReadOutputAs<int>());
        Assert.Equal(6, calls);
        Assert.Equal(7, fixture.Database.Read(s => s.Statement(
            "SELECT count(*) FROM history WHERE instance = (SELECT key FROM instances WHERE id = 'i')").QueryInt64()));
        Assert.Empty(DatabaseMaintenance.Check(fixture.Database.Path));
    }

    [Fact]
    public async Task NonDeterminism_OtherActivityThanRecorded_FailsNamingBoth()
    {
        await using var fixture = new EngineFixture(r => Waiting(r, "First"));
        await fixture.StartAsync("Run", "i");
        await fixture.UntilStatusAsync("i", "\"First\"");
        await fixture.CrashAndRestartAsync(r => Waiting(r, "Second"));
        // The instance is found out when something next happens to it; who raised the event is told that it has ended.
        await Assert.ThrowsAsync<InstanceFinishedException>(() => fixture.Client.RaiseEventAsync("i", "go"));
        var end = await fixture.EndOfAsync("i");
        Assert.Equal(typeof(NonDeterminismException).FullName, end.FailureDetails!.ErrorType);
        Assert.Contains("'First' (#0)", end.FailureDetails.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("activity 'Second'", end.FailureDetails.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NonDeterminism_CodeAsksForLess_Fails()
    {
        await using var fixture = new EngineFixture(r => Waiting(r, "First"));
        await fixture.StartAsync("Run", "i");
        await fixture.UntilStatusAsync("i", "\"First\"");
        await fixture.CrashAndRestartAsync(r => r.AddOrchestratorFunc<string>(
            "Run", context => context.WaitForExternalEvent<string>("go")));
        await Assert.ThrowsAsync<InstanceFinishedException>(() => fixture.Client.RaiseEventAsync("i", "go"));
        Assert.Equal(typeof(NonDeterminismException).FullName, (await fixture.EndOfAsync("i")).FailureDetails!.ErrorType);
    }

    [Fact]
    public async Task Eviction_IdleInstances_LeaveMemoryAndComeBack()
    {
        var options = new EngineOptions { MaxLiveInstances = 10 };
        await using var fixture = new EngineFixture(
            r => r.AddOrchestratorFunc<string>("Wait", async context =>
                await context.WaitForExternalEvent<string>("a") + await context.WaitForExternalEvent<string>("b")),
            options);
        for (var i = 0; i < 200; i++) await fixture.StartAsync("Wait", $"i{i}");
        for (var i = 0; i < 200; i++) await fixture.Client.RaiseEventAsync($"i{i}", "a", "a");
        Assert.InRange(fixture.Engine.Load.LiveInstances, 0, 20);
        for (var i = 0; i < 200; i++) await fixture.Client.RaiseEventAsync($"i{i}", "b", $"{i}");
        for (var i = 0; i < 200; i++) Assert.Equal($"a{i}", (await fixture.EndOfAsync($"i{i}")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Eviction_AfterIdleTime_EmptiesMemory()
    {
        var options = new EngineOptions { IdleEviction = TimeSpan.FromMilliseconds(30) };
        await using var fixture = new EngineFixture(SubOrchestrationTests.Nested, options);
        await fixture.StartAsync("Parent", "p");
        await Wait.UntilAsync(() => fixture.Engine.Load.LiveInstances == 0);
        await fixture.Client.RaiseEventAsync("child", "data", "x");
        Assert.Equal("x", (await fixture.EndOfAsync("p")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Stop_ActivityRunning_ItsAnswerIsKept()
    {
        var calls = 0;
        using var release = new ManualResetEventSlim();
        await using var fixture = new EngineFixture(r => r
            .AddActivityFunc<int>("Slow", _ =>
            {
                var n = Interlocked.Increment(ref calls);
                release.Wait();
                return n;
            })
            .AddOrchestratorFunc<int>("Run", async context =>
            {
                var n = await context.CallActivityAsync<int>("Slow");
                return n * 10 + await context.CallActivityAsync<int>("Slow");
            }));
        await fixture.StartAsync("Run", "i");
        await Wait.UntilAsync(() => Volatile.Read(ref calls) == 1);
        var stop = fixture.Engine.StopAsync();
        release.Set();
        await stop;
        Assert.Equal(1, calls);
        await fixture.CrashAndRestartAsync();
        Assert.Equal(12, (await fixture.EndOfAsync("i")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Stop_ClientsWait_AreToldThatTheEngineHasStopped()
    {
        await using var fixture = new EngineFixture(r => r.AddOrchestratorFunc<string>(
            "Wait", context => context.WaitForExternalEvent<string>("go")));
        await fixture.StartAsync("Wait", "i");
        var completion = fixture.Client.WaitForInstanceCompletionAsync("i");
        await fixture.Engine.StopAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => completion.WaitAsync(EngineFixture.Patience));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => fixture.EndOfAsync("i"));
    }

    private static void Waiting(DurableTaskRegistry registry, string activity) => registry
        .AddActivityFunc<string>(activity, _ => activity)
        .AddOrchestratorFunc<string>("Run", async context =>
        {
            context.SetCustomStatus(await context.CallActivityAsync<string>(activity));
            return await context.WaitForExternalEvent<string>("go");
        });

    private static void Writing(DurableTaskRegistry registry) => registry
        .AddActivityFunc<string, string>("Note", (_, text) =>
        {
            WriteScope.Current!.Add(s => s.Statement("INSERT INTO notes VALUES (?1)").Execute(text));
            return text == "bad" ? throw new InvalidOperationException(text) : $"noted {text}";
        })
        .AddOrchestratorFunc<string, string>("Write", (context, text) => context.CallActivityAsync<string>("Note", text))
        .AddOrchestratorFunc<string, string>("WriteAndWait", async (context, text) =>
        {
            var result = await context.CallActivityAsync<string>("Note", text);
            await context.WaitForExternalEvent<string>("go");
            return result;
        });

    private static DatabaseOptions WithNotes() => new()
    {
        Migrations = [.. Migrations.All, new Migration("test", "CREATE TABLE notes (text TEXT PRIMARY KEY)")],
    };

    private static List<string> Notes(EngineFixture fixture) => fixture.Database.Read(s =>
    {
        var notes = new List<string>();
        using var rows = s.Statement("SELECT text FROM notes ORDER BY text").Query();
        while (rows.Read()) notes.Add(rows.GetText(0));
        return notes;
    });
}
