namespace DurableTeams.Conformance.Tests.Events;

/// <summary>Raising to nobody is told, not dropped.</summary>
[Trait(Category, Improvement)]
public sealed class EventErrorTests : ConformanceTest
{
    [Fact]
    public async Task RaiseEvent_UnknownInstance_IsAnError()
    {
        await StartAsync();

        var error = await ThrowsUnknownAsync(() => RaiseAsync("nobody-1", "event"));

        Assert.Contains("nobody-1", error.Message, StringComparison.Ordinal);
        Assert.Null(await Client.GetInstanceAsync("nobody-1", Deadline));
    }

    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Completed)]
    [InlineData(OrchestrationRuntimeStatus.Failed)]
    [InlineData(OrchestrationRuntimeStatus.Terminated)]
    public async Task RaiseEvent_FinishedInstance_IsAnError(OrchestrationRuntimeStatus status)
    {
        Tasks.AddOrchestratorFunc<OrchestrationRuntimeStatus, string>("Main", async (context, end) =>
        {
            if (end == OrchestrationRuntimeStatus.Failed) throw new TimeoutException("as asked");
            if (end == OrchestrationRuntimeStatus.Terminated) await context.WaitForExternalEvent<string>("never");
            return "done";
        });
        await StartAsync();
        var id = await ScheduleAsync("Main", status);
        if (status == OrchestrationRuntimeStatus.Terminated) await Client.TerminateInstanceAsync(id, Deadline);
        Assert.Equal(status, (await EndOfAsync(id)).RuntimeStatus);

        var error = await Assert.ThrowsAnyAsync<InvalidOperationException>(() => RaiseAsync(id, "event"));

        Assert.Contains(id, error.Message, StringComparison.Ordinal);
        Assert.Equal(status, (await GetAsync(id)).RuntimeStatus);
    }

    [ConformanceFact(Capabilities.Crash)]
    public async Task RaiseEvent_InstanceFinishedBeforeARestart_IsAnError()
    {
        Tasks.AddOrchestratorFunc("Main", _ => "done");
        await StartAsync();
        var id = await ScheduleAsync("Main");
        await EndOfAsync(id);
        await CrashAndRestartAsync();

        await Assert.ThrowsAnyAsync<InvalidOperationException>(() => RaiseAsync(id, "event"));
    }
}
