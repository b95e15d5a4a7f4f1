namespace DurableTeams.Conformance.Tests.Context;

public sealed class CustomStatusTests : ConformanceTest
{
    private sealed record Progress(string Phase, int Done, string[] Names);

    private void AddSetter(params object?[] statuses) => Tasks.AddOrchestratorFunc("Main", async context =>
    {
        foreach (var status in statuses)
        {
            context.SetCustomStatus(status);
            await context.WaitForExternalEvent<object?>("next");
        }

        return "done";
    });

    [Fact]
    public async Task SetCustomStatus_WhileRunning_IsVisible()
    {
        AddSetter("one", "two");
        await StartAsync();

        var id = await ScheduleAsync("Main");
        Assert.True((await UntilAtAsync(id, "one")).IsRunning);
        await RaiseAsync(id, "next");

        Assert.True((await UntilAtAsync(id, "two")).IsRunning);
    }

    [Fact]
    public async Task SetCustomStatus_Structured_RoundTrips()
    {
        var progress = new Progress("brewing \"tea\"", 3, ["Ada", "Größe"]);
        AddSetter(progress);
        await StartAsync();

        var id = await ScheduleAsync("Main");
        var seen = await UntilAsync(id, instance => instance.SerializedCustomStatus is not null);

        Assert.Equivalent(progress, seen.ReadCustomStatusAs<Progress>(), strict: true);
    }

    [Fact]
    public async Task SetCustomStatus_ToNull_ClearsIt()
    {
        AddSetter("something", null);
        await StartAsync();

        var id = await ScheduleAsync("Main");
        await UntilAtAsync(id, "something");
        await RaiseAsync(id, "next");

        await UntilAsync(id, instance => instance.SerializedCustomStatus is null);
    }

    [Fact]
    public async Task SetCustomStatus_SeveralTimesInATurn_LastOneCounts()
    {
        Tasks.AddOrchestratorFunc("Main", context =>
        {
            context.SetCustomStatus("first");
            context.SetCustomStatus(null);
            context.SetCustomStatus("last");
            return "done";
        });
        await StartAsync();

        var id = await ScheduleAsync("Main");
        await ResultOfAsync<string>(id);

        Assert.Equal("last", (await GetAsync(id)).ReadCustomStatusAs<string>());
    }

    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Completed)]
    [InlineData(OrchestrationRuntimeStatus.Failed)]
    [InlineData(OrchestrationRuntimeStatus.Terminated)]
    public async Task SetCustomStatus_InstanceEnds_StaysVisible(OrchestrationRuntimeStatus end)
    {
        Tasks.AddOrchestratorFunc("Main", async context =>
        {
            context.SetCustomStatus("before the end");
            if (await context.WaitForExternalEvent<bool>("fail")) throw new TimeoutException("as asked");
        });
        await StartAsync();

        var id = await ScheduleAsync("Main");
        await UntilAtAsync(id, "before the end");
        if (end == OrchestrationRuntimeStatus.Terminated) await Client.TerminateInstanceAsync(id, Deadline);
        else await RaiseAsync(id, "fail", end == OrchestrationRuntimeStatus.Failed);
        var seen = await EndOfAsync(id);

        Assert.Equal((end, "before the end"), (seen.RuntimeStatus, seen.ReadCustomStatusAs<string>()));
    }

    [ConformanceFact(Capabilities.Crash)]
    public async Task SetCustomStatus_Restart_StaysAndIsNotSetAgain()
    {
        AddSetter("one", "two", null, "three");
        await StartAsync();

        var id = await ScheduleAsync("Main");
        await UntilAtAsync(id, "one");
        await CrashAndRestartAsync();
        Assert.Equal("one", (await GetAsync(id)).ReadCustomStatusAs<string>());
        await RaiseAsync(id, "next");
        await UntilAtAsync(id, "two");
        await CrashAndRestartAsync();
        await RaiseAsync(id, "next");
        await UntilAsync(id, instance => instance.SerializedCustomStatus is null);
        await CrashAndRestartAsync();
        Assert.Null((await GetAsync(id)).SerializedCustomStatus);
        await RaiseAsync(id, "next");

        await UntilAtAsync(id, "three");
    }
}
