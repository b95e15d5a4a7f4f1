namespace DurableTeams.Conformance.Tests.Lifecycle;

public sealed class SuspendTests : ConformanceTest
{
    private void AddReader()
    {
        AddBarrier();
        Tasks.AddOrchestratorFunc("Reader", async context =>
        {
            context.SetCustomStatus("waiting");
            var first = await context.WaitForExternalEvent<string>("event");
            context.SetCustomStatus("got the first");
            return first + await context.WaitForExternalEvent<string>("event");
        });
    }

    private async Task<string> SuspendedAsync(string name)
    {
        var id = await ScheduleAsync(name);
        await UntilAtAsync(id, "waiting");
        await Client.SuspendInstanceAsync(id, "thinking it over", Deadline);
        await UntilStatusAsync(id, OrchestrationRuntimeStatus.Suspended);
        return id;
    }

    private async Task AssertStillWaitingAsync(string id)
    {
        await BarrierAsync();
        var seen = await GetAsync(id);
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, seen.RuntimeStatus);
        Assert.Equal("waiting", seen.ReadCustomStatusAs<string>());
        Assert.False(seen.IsCompleted);
    }

    [Fact]
    public async Task Suspend_ThenEvents_AreHeldUntilResumed()
    {
        AddReader();
        await StartAsync();

        var id = await SuspendedAsync("Reader");
        await RaiseAsync(id, "event", "a");
        await RaiseAsync(id, "event", "b");
        await AssertStillWaitingAsync(id);
        await Client.ResumeInstanceAsync(id, "go on", Deadline);

        Assert.Equal("ab", await ResultOfAsync<string>(id));
    }

    [Fact]
    public async Task Resume_NothingHappenedMeanwhile_IsRunningAgain()
    {
        AddReader();
        await StartAsync();

        var id = await SuspendedAsync("Reader");
        await Client.ResumeInstanceAsync(id, cancellation: Deadline);
        await UntilStatusAsync(id, OrchestrationRuntimeStatus.Running);
        await RaiseAsync(id, "event", "a");
        await UntilAtAsync(id, "got the first");
        await RaiseAsync(id, "event", "b");

        Assert.Equal("ab", await ResultOfAsync<string>(id));
    }

    [Fact]
    public async Task Suspend_ActivityAnswers_IsHeldUntilResumed()
    {
        var gate = new Signal();
        var answered = new Signal();
        AddBarrier();
        Tasks
            .AddOrchestratorFunc("Main", async context =>
            {
                var activity = context.CallActivityAsync<string>("Pass");
                context.SetCustomStatus("waiting");
                var result = await activity;
                context.SetCustomStatus("answered");
                return result;
            })
            .AddActivityFunc("Pass", async _ =>
            {
                await gate.WaitAsync();
                answered.Set();
                return "answer";
            });
        await StartAsync();

        var id = await SuspendedAsync("Main");
        gate.Set();
        await answered.WaitAsync(Deadline);
        await AssertStillWaitingAsync(id);
        await Client.ResumeInstanceAsync(id, cancellation: Deadline);

        Assert.Equal("answer", await ResultOfAsync<string>(id));
    }

    [ConformanceFact(Capabilities.Clock)]
    public async Task Suspend_TimerFallsDue_IsHeldUntilResumed()
    {
        var clock = Clock;
        AddBarrier();
        Tasks.AddOrchestratorFunc("Main", async context =>
        {
            var timer = context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
            context.SetCustomStatus("waiting");
            await timer;
            return "fired";
        });
        await StartAsync();

        var id = await SuspendedAsync("Main");
        clock.Advance(TimeSpan.FromHours(2));
        await AssertStillWaitingAsync(id);
        await Client.ResumeInstanceAsync(id, cancellation: Deadline);

        Assert.Equal("fired", await ResultOfAsync<string>(id));
    }

    [Fact]
    public async Task Suspend_Twice_OneResumeIsEnough()
    {
        AddReader();
        await StartAsync();

        var id = await SuspendedAsync("Reader");
        await Client.SuspendInstanceAsync(id, "again", Deadline);
        await RaiseAsync(id, "event", "a");
        await RaiseAsync(id, "event", "b");
        await Client.ResumeInstanceAsync(id, cancellation: Deadline);

        Assert.Equal("ab", await ResultOfAsync<string>(id));
    }

    [Fact]
    public async Task Suspend_SeveralTimesInTurn_EachHolds()
    {
        AddReader();
        await StartAsync();

        var id = await SuspendedAsync("Reader");
        await Client.ResumeInstanceAsync(id, cancellation: Deadline);
        await Client.SuspendInstanceAsync(id, cancellation: Deadline);
        await RaiseAsync(id, "event", "a");
        await AssertStillWaitingAsync(id);
        await Client.ResumeInstanceAsync(id, cancellation: Deadline);
        await UntilAtAsync(id, "got the first");
        await RaiseAsync(id, "event", "b");

        Assert.Equal("ab", await ResultOfAsync<string>(id));
    }

    [Fact]
    public async Task Resume_RunningInstance_ChangesNothing()
    {
        AddReader();
        await StartAsync();

        var id = await ScheduleAsync("Reader");
        await UntilAtAsync(id, "waiting");
        await Client.ResumeInstanceAsync(id, cancellation: Deadline);
        await RaiseAsync(id, "event", "a");
        await RaiseAsync(id, "event", "b");

        Assert.Equal("ab", await ResultOfAsync<string>(id));
    }

    [Fact]
    public async Task SuspendAndResume_FinishedInstance_ChangeNothing()
    {
        Tasks.AddOrchestratorFunc("Main", _ => "done");
        await StartAsync();
        var id = await ScheduleAsync("Main");
        await EndOfAsync(id);

        await Client.SuspendInstanceAsync(id, cancellation: Deadline);
        Assert.Equal("done", await ResultOfAsync<string>(id));
        await Client.ResumeInstanceAsync(id, cancellation: Deadline);

        Assert.Equal("done", await ResultOfAsync<string>(id));
    }

    [Fact]
    public async Task Suspend_Parent_ChildGoesOn()
    {
        AddBarrier();
        Tasks
            .AddOrchestratorFunc("Main", async context =>
            {
                var child = context.CallSubOrchestratorAsync<string>(
                    "Child", new SubOrchestrationOptions { InstanceId = "child-1" });
                context.SetCustomStatus("waiting");
                return await child;
            })
            .AddOrchestratorFunc("Child", context => context.WaitForExternalEvent<string>("event"));
        await StartAsync();

        var id = await SuspendedAsync("Main");
        await UntilStatusAsync("child-1", OrchestrationRuntimeStatus.Running);
        await RaiseAsync("child-1", "event", "from the child");
        Assert.Equal("from the child", await ResultOfAsync<string>("child-1"));
        await AssertStillWaitingAsync(id);
        await Client.ResumeInstanceAsync(id, cancellation: Deadline);

        Assert.Equal("from the child", await ResultOfAsync<string>(id));
    }

    [ConformanceFact(Capabilities.Crash)]
    public async Task Suspend_Restart_StaysSuspendedWithWhatIsHeld()
    {
        AddReader();
        await StartAsync();

        var id = await SuspendedAsync("Reader");
        await RaiseAsync(id, "event", "a");
        await CrashAndRestartAsync();
        await RaiseAsync(id, "event", "b");
        await AssertStillWaitingAsync(id);
        await CrashAndRestartAsync();
        await AssertStillWaitingAsync(id);
        await Client.ResumeInstanceAsync(id, cancellation: Deadline);

        Assert.Equal("ab", await ResultOfAsync<string>(id));
    }

    [ConformanceFact(Capabilities.Clock)]
    public async Task Suspend_BeforeTheStart_IsHeldAtTheStart()
    {
        var clock = Clock;
        var ran = new Signal();
        AddBarrier();
        Tasks.AddOrchestratorFunc("Main", _ => ran.Set());
        await StartAsync();

        var id = await ScheduleAsync("Main", options: new StartOrchestrationOptions(StartAt: clock.GetUtcNow().AddHours(1)));
        await Client.SuspendInstanceAsync(id, cancellation: Deadline);
        clock.Advance(TimeSpan.FromHours(2));
        await BarrierAsync();
        Assert.False(ran.IsSet);
        await Client.ResumeInstanceAsync(id, cancellation: Deadline);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await EndOfAsync(id)).RuntimeStatus);
    }
}
