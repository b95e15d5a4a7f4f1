namespace DurableTeams.Conformance.Tests.Events;

/// <summary>A payload that is not what was waited for fails the wait, not the orchestration.</summary>
[Trait(Category, Improvement)]
public sealed class EventPayloadTests : ConformanceTest
{
    [Fact]
    public async Task WaitForExternalEvent_PayloadDoesNotDeserialise_FailsTheWaitOnly()
    {
        Tasks.AddOrchestratorFunc("Main", async context =>
        {
            var bad = await Assert.ThrowsAnyAsync<Exception>(() => context.WaitForExternalEvent<int>("number"));
            Assert.IsNotType<OperationCanceledException>(bad);
            Assert.Contains("number", bad.Message, StringComparison.Ordinal);
            return await context.WaitForExternalEvent<int>("number");
        });
        await StartAsync();

        var id = await ScheduleAsync("Main");
        await RaiseAsync(id, "number", "not a number");
        await RaiseAsync(id, "number", 42);

        Assert.Equal(42, await ResultOfAsync<int>(id));
    }

    [Fact]
    public async Task WaitForExternalEvent_KeptPayloadDoesNotDeserialise_FailsTheWaitOnly()
    {
        Tasks.AddOrchestratorFunc("Main", async context =>
        {
            await context.WaitForExternalEvent<object?>("go");
            await Assert.ThrowsAnyAsync<Exception>(() => context.WaitForExternalEvent<int>("number"));
            return await context.WaitForExternalEvent<int>("number");
        });
        await StartAsync();

        var id = await ScheduleAsync("Main");
        await RaiseAsync(id, "number", new[] { "not", "a", "number" });
        await RaiseAsync(id, "number", 42);
        await RaiseAsync(id, "go");

        Assert.Equal(42, await ResultOfAsync<int>(id));
    }

    [Fact]
    public async Task WaitForExternalEvent_BadPayloadNotCaught_FailsTheInstanceWithThat()
    {
        Tasks.AddOrchestratorFunc("Main", context => context.WaitForExternalEvent<int>("number"));
        await StartAsync();

        var id = await ScheduleAsync("Main");
        await RaiseAsync(id, "number", "not a number");

        Assert.Contains("number", (await FailureOfAsync(id)).ErrorMessage, StringComparison.Ordinal);
    }

    [ConformanceFact(Capabilities.Crash)]
    public async Task WaitForExternalEvent_BadPayloadAndARestart_FailsTheSameWaitAgain()
    {
        Tasks.AddOrchestratorFunc("Main", async context =>
        {
            await Assert.ThrowsAnyAsync<Exception>(() => context.WaitForExternalEvent<int>("number"));
            context.SetCustomStatus("refused");
            return await context.WaitForExternalEvent<int>("number");
        });
        await StartAsync();

        var id = await ScheduleAsync("Main");
        await RaiseAsync(id, "number", "not a number");
        await UntilAtAsync(id, "refused");
        await CrashAndRestartAsync();
        await RaiseAsync(id, "number", 42);

        Assert.Equal(42, await ResultOfAsync<int>(id));
    }
}
