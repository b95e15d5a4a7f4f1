namespace DurableTeams.Conformance.Tests.Reliability;

/// <summary>A crash in every state in which an orchestration can wait.</summary>
public sealed class CrashWhileWaitingTests : ConformanceTest
{
    private readonly Calls _calls = new();

    [ConformanceFact(Capabilities.Crash)]
    public async Task Crash_RightAfterTheStart_InstanceRuns()
    {
        Tasks.AddOrchestratorFunc<string, string>("Main", (_, input) => input);
        await StartAsync();

        var ids = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => ScheduleAsync("Main", $"{number}")));
        await CrashAndRestartAsync();

        for (var number = 0; number < ids.Length; number++) Assert.Equal($"{number}", await ResultOfAsync<string>(ids[number]));
    }

    [ConformanceFact(Capabilities.Crash)]
    public async Task Crash_ActivityIsRunning_ItRunsAgain()
    {
        var gates = new[] { new Signal(), new Signal() };
        Tasks
            .AddOrchestratorFunc("Main", context => context.CallActivityAsync<int>("Pass"))
            .AddActivityFunc("Pass", async _ =>
            {
                var attempt = _calls.Add("call");
                await gates[Math.Min(attempt, 2) - 1].WaitAsync();
                return attempt;
            });
        await StartAsync();

        var id = await ScheduleAsync("Main");
        await _calls.ReachedAsync(1, Deadline);
        await CrashAndRestartAsync();
        await _calls.ReachedAsync(2, Deadline);
        gates[0].Set();
        gates[1].Set();

        Assert.Equal(2, await ResultOfAsync<int>(id));
    }

    [ConformanceFact(Capabilities.Crash | Capabilities.Clock)]
    public async Task Crash_TimerIsPending_FiresAfterwards()
    {
        var clock = Clock;
        Tasks.AddOrchestratorFunc("Main", async context =>
        {
            var timer = context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
            context.SetCustomStatus("waiting");
            await timer;
            return "fired";
        });
        await StartAsync();

        var id = await ScheduleAsync("Main");
        await UntilAtAsync(id, "waiting");
        await CrashAndRestartAsync();
        clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal("fired", await ResultOfAsync<string>(id));
    }

    [ConformanceFact(Capabilities.Crash)]
    public async Task Crash_EventIsAwaited_ArrivesAfterwards()
    {
        Tasks.AddOrchestratorFunc("Main", async context =>
        {
            var raised = context.WaitForExternalEvent<string>("event");
            context.SetCustomStatus("waiting");
            return await raised;
        });
        await StartAsync();

        var id = await ScheduleAsync("Main");
        await UntilAtAsync(id, "waiting");
        await CrashAndRestartAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await GetAsync(id)).RuntimeStatus);
        await RaiseAsync(id, "event", "arrived");

        Assert.Equal("arrived", await ResultOfAsync<string>(id));
    }

    [ConformanceFact(Capabilities.Crash)]
    public async Task Crash_ChildIsAwaited_ItsResultArrivesAfterwards()
    {
        Tasks
            .AddOrchestratorFunc("Main", context => context.CallSubOrchestratorAsync<string>(
                "Child", new SubOrchestrationOptions { InstanceId = "child-1" }))
            .AddOrchestratorFunc("Child", async context =>
            {
                var raised = context.WaitForExternalEvent<string>("event");
                context.SetCustomStatus("waiting");
                return await raised;
            });
        await StartAsync();

        var id = await ScheduleAsync("Main");
        await UntilAtAsync("child-1", "waiting");
        await CrashAndRestartAsync();
        await RaiseAsync("child-1", "event", "arrived");

        Assert.Equal("arrived", await ResultOfAsync<string>(id));
    }

    [ConformanceFact(Capabilities.Crash)]
    public async Task Crash_ChildFailsAfterwards_ParentSeesTheFailure()
    {
        Tasks
            .AddOrchestratorFunc("Main", async context =>
            {
                var failed = await Assert.ThrowsAsync<TaskFailedException>(() => context.CallSubOrchestratorAsync<string>(
                    "Child", new SubOrchestrationOptions { InstanceId = "child-1" }));
                context.SetCustomStatus("child failed");
                await context.WaitForExternalEvent<object?>("event");
                return failed.FailureDetails.InnerFailure?.ErrorMessage;
            })
            .AddOrchestratorFunc("Child", async context =>
            {
                await context.WaitForExternalEvent<string>("event");
                throw new InvalidOperationException("outer", new TimeoutException("inner"));
            });
        await StartAsync();

        var id = await ScheduleAsync("Main");
        await UntilStatusAsync("child-1", OrchestrationRuntimeStatus.Running);
        await CrashAndRestartAsync();
        await RaiseAsync("child-1", "event");
        await UntilAtAsync(id, "child failed");
        await CrashAndRestartAsync();
        await RaiseAsync(id, "event");

        Assert.Equal("inner", await ResultOfAsync<string>(id));
    }

    [ConformanceFact(Capabilities.Crash)]
    public async Task Crash_InTheMiddleOfAFanOut_RepeatsNothingThatIsRecorded()
    {
        var gate = new Signal();
        Tasks
            .AddOrchestratorFunc("Main", async context =>
            {
                var open = Enumerable.Range(0, 20).Select(number => context.CallActivityAsync<int>("Pass", number)).ToList();
                var sum = 0;
                while (open.Count > 0)
                {
                    var first = await Task.WhenAny(open);
                    open.Remove(first);
                    sum += await first;
                    context.SetCustomStatus($"{open.Count} left");
                }

                return sum;
            })
            .AddActivityFunc<int, int>("Pass", async (_, number) =>
            {
                _calls.Add($"{number}");
                if (number >= 10) await gate.WaitAsync();
                return number;
            });
        await StartAsync();

        var id = await ScheduleAsync("Main");
        await UntilAtAsync(id, "10 left");
        await CrashAndRestartAsync();
        gate.Set();

        Assert.Equal(190, await ResultOfAsync<int>(id));
        Assert.All(Enumerable.Range(0, 10), number => Assert.Equal(1, _calls.CountOf($"{number}")));
    }

    [ConformanceFact(Capabilities.Crash)]
    public async Task Crash_AfterTheEnd_ResultIsStillThere()
    {
        Tasks.AddOrchestratorFunc<string, string>("Main", (context, input) =>
        {
            context.SetCustomStatus("status");
            return input;
        });
        await StartAsync();

        var id = await ScheduleAsync("Main", "input");
        await EndOfAsync(id);
        await CrashAndRestartAsync();

        Assert.Equal("input", await ResultOfAsync<string>(id));
        Assert.Equal("status", (await GetAsync(id)).ReadCustomStatusAs<string>());
    }

    [ConformanceFact(Capabilities.Crash)]
    public async Task Crash_ManyInstancesInManyStates_AllGoOn()
    {
        Tasks
            .AddOrchestratorFunc<int, int>("Main", async (context, number) =>
            {
                var work = await context.CallActivityAsync<int>("Work", number);
                if (number % 3 == 0) await context.CreateTimer(TimeSpan.FromMilliseconds(number), CancellationToken.None);
                if (number % 2 == 0) work = await context.CallSubOrchestratorAsync<int>("Child", work);
                await context.WaitForExternalEvent<object?>("go");
                return work;
            })
            .AddOrchestratorFunc<int, int>("Child", (context, number) => context.CallActivityAsync<int>("Work", number))
            .AddActivityFunc<int, int>("Work", async (_, number) =>
            {
                await Task.Yield();
                return number + 1;
            });
        await StartAsync();

        var ids = await Task.WhenAll(Enumerable.Range(0, 60).Select(number => ScheduleAsync("Main", number)));
        await CrashAndRestartAsync();
        await Task.WhenAll(ids.Take(30).Select(id => RaiseAsync(id, "go")));
        await CrashAndRestartAsync();
        await Task.WhenAll(ids.Skip(30).Select(id => RaiseAsync(id, "go")));

        for (var number = 0; number < ids.Length; number++)
            Assert.Equal(number % 2 == 0 ? number + 2 : number + 1, await ResultOfAsync<int>(ids[number]));
    }
}
