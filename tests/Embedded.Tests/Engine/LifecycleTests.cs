using DurableTeams.Sqlite.Engine.Failures;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTeams.Embedded.Tests.Engine;

public sealed class LifecycleTests
{
    [Fact]
    public async Task ContinueAsNew_KeepsUnprocessedEvents_StartsAFreshHistory()
    {
        await using var fixture = new EngineFixture(r => r.AddOrchestratorFunc<int, int>("Sum", async (context, sum) =>
        {
            if (sum >= 6) return sum;
            await context.WaitForExternalEvent<string>("go");
            var n = await context.WaitForExternalEvent<int>("n");
            context.ContinueAsNew(sum + n);
            return 0;
        }));
        await fixture.StartAsync("Sum", "i", 0);
        for (var n = 1; n <= 3; n++) await fixture.Client.RaiseEventAsync("i", "n", n);
        for (var n = 1; n <= 3; n++)
        {
            await fixture.CrashAndRestartAsync();
            await fixture.Client.RaiseEventAsync("i", "go");
        }

        Assert.Equal(6, (await fixture.EndOfAsync("i")).ReadOutputAs<int>());
        Assert.Equal(3, fixture.Database.Read(s => s.Statement("SELECT min(generation) FROM history").QueryInt64()));
    }

    [Fact]
    public async Task ContinueAsNew_WithoutKeeping_DropsThem()
    {
        await using var fixture = new EngineFixture(r => r.AddOrchestratorFunc<bool, string>("Once", async (context, second) =>
        {
            if (second) return await context.WaitForExternalEvent<string>("data");
            await context.WaitForExternalEvent<string>("go");
            context.ContinueAsNew(true, preserveUnprocessedEvents: false);
            return "";
        }));
        await fixture.StartAsync("Once", "i", false);
        await fixture.Client.RaiseEventAsync("i", "data", "dropped");
        await fixture.Client.RaiseEventAsync("i", "go");
        await fixture.Client.RaiseEventAsync("i", "data", "kept");
        Assert.Equal("kept", (await fixture.EndOfAsync("i")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task ContinueAsNew_ManyTimesWithoutWaiting_Ends()
    {
        await using var fixture = new EngineFixture(r => r.AddOrchestratorFunc<int, int>("Loop", (context, n) =>
        {
            if (n < 500) context.ContinueAsNew(n + 1);
            return n;
        }));
        Assert.Equal(500, (await fixture.RunAsync("Loop", 0)).ReadOutputAs<int>());
        Assert.Equal(0, fixture.Database.Read(s => s.Statement("SELECT count(*) FROM tasks").QueryInt64()));
    }

    [Fact]
    public async Task Schedule_IdThatIsLive_IsRefused()
    {
        await using var fixture = new EngineFixture(SubOrchestrationTests.Nested);
        await fixture.StartAsync("Child", "i");
        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => fixture.StartAsync("Child", "i"));
        await fixture.CrashAndRestartAsync();
        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => fixture.StartAsync("Child", "i"));
    }

    [Fact]
    public async Task Schedule_IdThatHasEnded_IsReplacedUnlessDeduplicated()
    {
        await using var fixture = new EngineFixture(OrchestrationTests.Chain);
        await fixture.RunAsync("Chain", "a", "i");
        var options = new StartOrchestrationOptions("i").WithDedupeStatuses(OrchestrationRuntimeStatus.Completed);
        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(
            () => fixture.Client.ScheduleNewOrchestrationInstanceAsync(new TaskName("Chain"), "b", options));
        Assert.Equal("b123", (await fixture.RunAsync("Chain", "b", "i")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Schedule_DedupeStatusesWithoutRunning_ReplacesTheLiveInstance()
    {
        await using var fixture = new EngineFixture(r =>
        {
            SubOrchestrationTests.Nested(r);
            OrchestrationTests.Chain(r);
        });
        await fixture.StartAsync("Child", "i");
        var options = new StartOrchestrationOptions("i").WithDedupeStatuses(OrchestrationRuntimeStatus.Completed);
        await fixture.Client.ScheduleNewOrchestrationInstanceAsync(new TaskName("Chain"), "b", options);
        Assert.Equal("b123", (await fixture.EndOfAsync("i")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Terminate_Waiting_EndsWithItsOutput()
    {
        await using var fixture = new EngineFixture(SubOrchestrationTests.Nested);
        await fixture.StartAsync("Child", "i");
        await fixture.Client.TerminateInstanceAsync("i", "because");
        var end = await fixture.EndOfAsync("i");
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, end.RuntimeStatus);
        Assert.Equal("because", end.ReadOutputAs<string>());
        await fixture.Client.TerminateInstanceAsync("i", "again");
        await fixture.Client.TerminateInstanceAsync("nobody");
        Assert.Equal("because", (await fixture.EndOfAsync("i")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task CustomStatus_TagsAndVersion_AreKept()
    {
        await using var fixture = new EngineFixture(r => r.AddOrchestratorFunc<string>("Status", async context =>
        {
            context.SetCustomStatus(new { Step = 1 });
            await context.WaitForExternalEvent<string>("go");
            context.SetCustomStatus(null);
            return context.Version;
        }));
        await fixture.Client.ScheduleNewOrchestrationInstanceAsync(
            new TaskName("Status"),
            null,
            new StartOrchestrationOptions("i") { Tags = new Dictionary<string, string> { ["a"] = "b" }, Version = "1.2" });
        var running = (await fixture.Client.GetInstanceAsync("i", true))!;
        Assert.Equal("""{"Step":1}""", running.SerializedCustomStatus);
        Assert.Equal("b", running.Tags["a"]);
        await fixture.CrashAndRestartAsync();
        await fixture.Client.RaiseEventAsync("i", "go");
        var end = await fixture.EndOfAsync("i");
        Assert.Null(end.SerializedCustomStatus);
        Assert.Equal("1.2", end.ReadOutputAs<string>());
    }

    [Fact]
    public async Task GetAllInstances_Filtered_ComesInPages()
    {
        await using var fixture = new EngineFixture(r =>
        {
            OrchestrationTests.Chain(r);
            SubOrchestrationTests.Nested(r);
        });
        for (var i = 0; i < 25; i++) await fixture.RunAsync("Chain", "x", $"run-{i}");
        await fixture.StartAsync("Child", "other");
        var query = new OrchestrationQuery(InstanceIdPrefix: "run-", PageSize: 10);
        var pages = new List<int>();
        await foreach (var page in fixture.Client.GetAllInstancesAsync(query).AsPages()) pages.Add(page.Values.Count);
        Assert.Equal([10, 10, 5], pages);
        var running = new List<string>();
        await foreach (var instance in fixture.Client.GetAllInstancesAsync(new(Statuses: [OrchestrationRuntimeStatus.Running])))
            running.Add(instance.InstanceId);
        Assert.Equal(["other"], running);
    }

    [Fact]
    public async Task Purge_ByIdAndFilter_RemovesWhatHasEnded()
    {
        await using var fixture = new EngineFixture(r =>
        {
            OrchestrationTests.Chain(r);
            SubOrchestrationTests.Nested(r);
        });
        await fixture.StartAsync("Parent", "p");
        Assert.Equal(0, (await fixture.Client.PurgeInstanceAsync("p")).PurgedInstanceCount);
        await fixture.Client.RaiseEventAsync("child", "data", "x");
        await fixture.EndOfAsync("p");
        Assert.Equal(
            2, (await fixture.Client.PurgeInstanceAsync("p", new PurgeInstanceOptions(Recursive: true))).PurgedInstanceCount);
        await fixture.RunAsync("Chain", "x");
        await fixture.RunAsync("Chain", "x");
        var filter = new PurgeInstancesFilter(Statuses: [OrchestrationRuntimeStatus.Completed]);
        Assert.Equal(2, (await fixture.Client.PurgeAllInstancesAsync(filter)).PurgedInstanceCount);
        foreach (var table in new[] { "instances", "history", "tasks", "timers" })
            Assert.Equal(0, fixture.Database.Read(s => s.Statement($"SELECT count(*) FROM {table}").QueryInt64()));
    }

    [Fact]
    public async Task Restart_Ended_RunsAgainWithItsInput()
    {
        await using var fixture = new EngineFixture(OrchestrationTests.Chain);
        await fixture.RunAsync("Chain", "a", "i");
        var second = await fixture.Client.RestartAsync("i", restartWithNewInstanceId: true);
        Assert.NotEqual("i", second);
        Assert.Equal("a123", (await fixture.EndOfAsync(second)).ReadOutputAs<string>());
        Assert.Equal("i", await fixture.Client.RestartAsync("i"));
        Assert.Equal("a123", (await fixture.EndOfAsync("i")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Rewind_FailedActivityInASubOrchestration_RunsOnlyThatAgain()
    {
        var (done, tries) = (0, 0);
        await using var fixture = new EngineFixture(r => r
            .AddActivityFunc<int>("Done", _ => ++done)
            .AddActivityFunc<string>("Flaky", string (_) => ++tries == 1 ? throw new InvalidOperationException("no") : "ok")
            .AddOrchestratorFunc<string>("Child", async context =>
                await context.CallActivityAsync<int>("Done") + await context.CallActivityAsync<string>("Flaky"))
            .AddOrchestratorFunc<string>("Parent", async context =>
                await context.CallActivityAsync<int>("Done") + await context.CallSubOrchestratorAsync<string>("Child")));
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await fixture.RunAsync("Parent", id: "i")).RuntimeStatus);
        await fixture.CrashAndRestartAsync();
        await fixture.Client.RewindInstanceAsync("i", "fixed");
        var end = await fixture.EndOfAsync("i");
        Assert.Equal("12ok", end.ReadOutputAs<string>());
        Assert.Null(end.FailureDetails);
        Assert.Equal((2, 2), (done, tries));
        await Assert.ThrowsAsync<InvalidOperationException>(() => fixture.Client.RewindInstanceAsync("i", "again"));
    }

    [Fact]
    public async Task WaitForCompletion_UnknownInstance_Throws()
    {
        await using var fixture = new EngineFixture(_ => { });
        await Assert.ThrowsAsync<InstanceNotFoundException>(() => fixture.Client.WaitForInstanceCompletionAsync("nobody"));
    }
}
