namespace DurableTeams.Conformance.Tests.Reliability;

/// <summary>Code that does not match the recorded history fails with an error that says where and how.</summary>
[Trait(Category, Improvement)]
public sealed class NonDeterminismTests : ConformanceTest
{
    private const string Id = "changed-1";

    private static async Task<string> WaitAsync(TaskOrchestrationContext context)
    {
        context.SetCustomStatus("waiting");
        return await context.WaitForExternalEvent<string>("event");
    }

    private static void AddActivities(DurableTaskRegistry tasks) => tasks
        .AddActivityFunc("Alpha", _ => "alpha")
        .AddActivityFunc("Beta", _ => "beta")
        .AddOrchestratorFunc("Child", _ => "child");

    /// <summary>Runs one code until it waits, goes on with another, and returns how that failed.</summary>
    private async Task<TaskFailureDetails> ChangeAsync(
        Func<TaskOrchestrationContext, Task<string>> before, Func<TaskOrchestrationContext, Task<string>> after)
    {
        AddActivities(Tasks);
        Tasks.AddOrchestratorFunc("Main", before);
        await StartAsync();
        await ScheduleAsync("Main", options: WithId(Id));
        await UntilAtAsync(Id, "waiting");
        await CrashAndRestartWithAsync(tasks =>
        {
            AddActivities(tasks);
            tasks.AddOrchestratorFunc("Main", after);
        });

        // A backend notices as soon as it loads the instance, and may refuse the event for that.
        await Record.ExceptionAsync(() => RaiseAsync(Id, "event", "go on"));
        var failure = await FailureOfAsync(Id);
        Assert.EndsWith("NonDeterminismException", failure.ErrorType, StringComparison.Ordinal);
        return failure;
    }

    [ConformanceFact(Capabilities.Crash)]
    public async Task Replay_OtherActivity_FailsNamingBoth()
    {
        var failure = await ChangeAsync(
            async context => await context.CallActivityAsync<string>("Alpha") + await WaitAsync(context),
            async context => await context.CallActivityAsync<string>("Beta") + await WaitAsync(context));

        Assert.Contains("Alpha", failure.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("Beta", failure.ErrorMessage, StringComparison.Ordinal);
    }

    [ConformanceFact(Capabilities.Crash)]
    public async Task Replay_TimerInsteadOfActivity_FailsNamingBoth()
    {
        var failure = await ChangeAsync(
            async context => await context.CallActivityAsync<string>("Alpha") + await WaitAsync(context),
            async context =>
            {
                await context.CreateTimer(TimeSpan.FromMilliseconds(1), CancellationToken.None);
                return await WaitAsync(context);
            });

        Assert.Contains("Alpha", failure.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("timer", failure.ErrorMessage, StringComparison.OrdinalIgnoreCase);
    }

    [ConformanceFact(Capabilities.Crash)]
    public async Task Replay_SubOrchestrationInsteadOfActivity_FailsNamingBoth()
    {
        var failure = await ChangeAsync(
            async context => await context.CallActivityAsync<string>("Alpha") + await WaitAsync(context),
            async context => await context.CallSubOrchestratorAsync<string>("Child") + await WaitAsync(context));

        Assert.Contains("Alpha", failure.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("Child", failure.ErrorMessage, StringComparison.Ordinal);
    }

    [ConformanceFact(Capabilities.Crash)]
    public async Task Replay_ActivityLeftOut_FailsNamingIt()
    {
        var failure = await ChangeAsync(
            async context => await context.CallActivityAsync<string>("Alpha") + await WaitAsync(context),
            WaitAsync);

        Assert.Contains("Alpha", failure.ErrorMessage, StringComparison.Ordinal);
    }

    [ConformanceFact(Capabilities.Crash)]
    public async Task Replay_ActivityAdded_FailsNamingIt()
    {
        var failure = await ChangeAsync(
            async context => await context.CallActivityAsync<string>("Alpha") + await WaitAsync(context),
            async context =>
                await context.CallActivityAsync<string>("Alpha")
                    + await context.CallActivityAsync<string>("Beta") + await WaitAsync(context));

        Assert.Contains("Beta", failure.ErrorMessage, StringComparison.Ordinal);
    }

    [ConformanceFact(Capabilities.Crash)]
    public async Task Replay_OtherOrder_FailsNamingBoth()
    {
        static Task<string[]> Both(TaskOrchestrationContext context, params string[] names) =>
            Task.WhenAll(names.Select(name => context.CallActivityAsync<string>(name)));

        var failure = await ChangeAsync(
            async context => string.Concat(await Both(context, "Alpha", "Beta")) + await WaitAsync(context),
            async context => string.Concat(await Both(context, "Beta", "Alpha")) + await WaitAsync(context));

        Assert.Contains("Alpha", failure.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("Beta", failure.ErrorMessage, StringComparison.Ordinal);
    }

    [ConformanceFact(Capabilities.Crash)]
    public async Task Replay_OtherChildId_Fails()
    {
        var failure = await ChangeAsync(
            async context => await context.CallSubOrchestratorAsync<string>(
                "Child", new SubOrchestrationOptions { InstanceId = "child-1" }) + await WaitAsync(context),
            async context => await context.CallSubOrchestratorAsync<string>(
                "Child", new SubOrchestrationOptions { InstanceId = "child-2" }) + await WaitAsync(context));

        Assert.Contains("child-1", failure.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("child-2", failure.ErrorMessage, StringComparison.Ordinal);
    }

    [ConformanceFact(Capabilities.Crash)]
    public async Task Replay_EndsWhereItWaited_Fails() => await ChangeAsync(
        async context => await context.CallActivityAsync<string>("Alpha")
            + await WaitAsync(context) + await context.CallActivityAsync<string>("Beta"),
        _ => Task.FromResult("over"));

    [ConformanceFact(Capabilities.Crash)]
    public async Task Replay_CodeSwallowsTheError_FailsAllTheSame() => await ChangeAsync(
        async context => await context.CallActivityAsync<string>("Alpha") + await WaitAsync(context),
        async context =>
        {
            try
            {
                await context.CallActivityAsync<string>("Beta");
            }
            catch (Exception)
            {
                // As user code that catches everything would.
            }

            return await WaitAsync(context);
        });

    [ConformanceFact(Capabilities.Crash)]
    public async Task Replay_OnlyWhatFollowsChanged_GoesOn()
    {
        AddActivities(Tasks);
        Tasks.AddOrchestratorFunc("Main", async context =>
            await context.CallActivityAsync<string>("Alpha") + await WaitAsync(context));
        await StartAsync();
        await ScheduleAsync("Main", options: WithId(Id));
        await UntilAtAsync(Id, "waiting");
        await CrashAndRestartWithAsync(tasks =>
        {
            AddActivities(tasks);
            tasks.AddOrchestratorFunc("Main", async context =>
                await context.CallActivityAsync<string>("Alpha") + await WaitAsync(context)
                    + await context.CallActivityAsync<string>("Beta"));
        });
        await RaiseAsync(Id, "event", ", ");

        Assert.Equal("alpha, beta", await ResultOfAsync<string>(Id));
    }

    [Fact]
    public async Task Orchestrator_LeavesItsContext_EndsInsteadOfHanging()
    {
        Tasks
            .AddOrchestratorFunc("Main", async context =>
            {
                // What no orchestrator should do: what follows no longer runs where the backend expects it.
                for (var i = 0; i < 5; i++) await context.CallActivityAsync("Alpha").ConfigureAwait(false);
            })
            .AddActivityFunc("Alpha", _ => { });
        await StartAsync();

        Assert.True((await EndOfAsync(await ScheduleAsync("Main"))).IsCompleted);
    }

    [Fact]
    public async Task Orchestrator_AwaitsSomethingNotDurable_FailsInsteadOfHanging()
    {
        var never = new TaskCompletionSource();
        Tasks.AddOrchestratorFunc("Main", async _ => await never.Task);
        await StartAsync();

        await FailureOfAsync(await ScheduleAsync("Main"));
    }
}
