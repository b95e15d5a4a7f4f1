namespace DurableTeams.Conformance.Tests.Lifecycle;

public sealed class RewindTests : ConformanceTest
{
    private readonly Calls _calls = new();
    private volatile bool _broken = true;

    /// <summary>An activity that counts its calls, and one that fails while the world is broken.</summary>
    private void AddActivities() => Tasks
        .AddActivityFunc<string, string>("Work", (_, input) =>
        {
            _calls.Add(input);
            return input;
        })
        .AddActivityFunc<string, string>("Unsteady", (_, input) =>
        {
            _calls.Add(input);
            return _broken ? throw new TimeoutException("broken") : input;
        });

    private async Task RewindAsync(string id)
    {
        await FailureOfAsync(id);
        _broken = false;
        await Client.RewindInstanceAsync(id, "repaired", Deadline);
    }

    [Fact]
    public async Task Rewind_FailedActivity_RepeatsOnlyThat()
    {
        AddActivities();
        Tasks.AddOrchestratorFunc("Main", async context =>
            await context.CallActivityAsync<string>("Work", "a")
            + await context.CallActivityAsync<string>("Work", "b")
            + await context.CallActivityAsync<string>("Unsteady", "c")
            + await context.CallActivityAsync<string>("Work", "d"));
        await StartAsync();

        var id = await ScheduleAsync("Main");
        await RewindAsync(id);

        Assert.Equal("abcd", await ResultOfAsync<string>(id));
        Assert.Equal(["a", "b", "c", "c", "d"], _calls.All);
        Assert.Null((await GetAsync(id)).FailureDetails);
    }

    [Fact]
    public async Task Rewind_FanOut_RepeatsOnlyTheFailed()
    {
        AddActivities();
        Tasks.AddOrchestratorFunc("Main", async context => string.Concat(await Task.WhenAll(
            "abcdef".Select(letter => context.CallActivityAsync<string>(letter is 'b' or 'e' ? "Unsteady" : "Work", $"{letter}")))));
        await StartAsync();

        var id = await ScheduleAsync("Main");
        await RewindAsync(id);

        Assert.Equal("abcdef", await ResultOfAsync<string>(id));
        Assert.Equal([1, 2, 1, 1, 2, 1], "abcdef".Select(letter => _calls.CountOf($"{letter}")));
    }

    [Fact]
    public async Task Rewind_FailuresOfDifferentTurns_RepeatsThemAll()
    {
        var gate = new Signal();
        AddActivities();
        Tasks
            .AddOrchestratorFunc("Main", async context =>
            {
                var tasks = new[]
                {
                    context.CallActivityAsync<string>("Unsteady", "a"),
                    context.CallActivityAsync<string>("Work", "b"),
                    context.CallActivityAsync<string>("UnsteadyLater", "c"),
                };
                var open = tasks.ToList();
                while (open.Count > 0)
                {
                    open.Remove(await Task.WhenAny(open));
                    context.SetCustomStatus($"{open.Count} left");
                }

                return string.Concat(await Task.WhenAll(tasks));
            })
            .AddActivityFunc<string, string>("UnsteadyLater", async (_, input) =>
            {
                await gate.WaitAsync();
                _calls.Add(input);
                return _broken ? throw new TimeoutException("broken") : input;
            });
        await StartAsync();

        var id = await ScheduleAsync("Main");
        await UntilAtAsync(id, "1 left");
        gate.Set();
        await RewindAsync(id);

        Assert.Equal("abc", await ResultOfAsync<string>(id));
        Assert.Equal((2, 1, 2), (_calls.CountOf("a"), _calls.CountOf("b"), _calls.CountOf("c")));
    }

    [Fact]
    public async Task Rewind_FailedChild_IsRewoundToo()
    {
        AddActivities();
        Tasks
            .AddOrchestratorFunc("Main", async context =>
                await context.CallActivityAsync<string>("Work", "a")
                + await context.CallSubOrchestratorAsync<string>("Child", new SubOrchestrationOptions { InstanceId = "child-1" }))
            .AddOrchestratorFunc("Child", async context =>
                await context.CallActivityAsync<string>("Work", "b") + await context.CallActivityAsync<string>("Unsteady", "c"));
        await StartAsync();

        var id = await ScheduleAsync("Main");
        await RewindAsync(id);

        Assert.Equal("abc", await ResultOfAsync<string>(id));
        Assert.Equal("bc", await ResultOfAsync<string>("child-1"));
        Assert.Equal(["a", "b", "c", "c"], _calls.All);
    }

    [Fact]
    public async Task Rewind_FailsAgain_CanBeRewoundAgain()
    {
        AddActivities();
        Tasks.AddOrchestratorFunc("Main", async context =>
            await context.CallActivityAsync<string>("Work", "a") + await context.CallActivityAsync<string>("Unsteady", "b"));
        await StartAsync();

        var id = await ScheduleAsync("Main");
        for (var round = 1; round <= 2; round++)
        {
            await FailureOfAsync(id);
            await Client.RewindInstanceAsync(id, "still broken", Deadline);
            await UntilAsync(id, instance => _calls.CountOf("b") == round + 1 && instance.IsCompleted);
        }

        await RewindAsync(id);

        Assert.Equal("ab", await ResultOfAsync<string>(id));
        Assert.Equal((1, 4), (_calls.CountOf("a"), _calls.CountOf("b")));
    }

    [ConformanceFact(Capabilities.Crash)]
    public async Task Rewind_AfterARestart_RepeatsOnlyTheFailed()
    {
        AddActivities();
        Tasks.AddOrchestratorFunc("Main", async context =>
        {
            var text = await context.CallActivityAsync<string>("Work", "a") + await context.CallActivityAsync<string>("Unsteady", "b");
            context.SetCustomStatus("repaired");
            return text + await context.WaitForExternalEvent<string>("event");
        });
        await StartAsync();

        var id = await ScheduleAsync("Main");
        await FailureOfAsync(id);
        await CrashAndRestartAsync();
        await RewindAsync(id);
        await UntilAtAsync(id, "repaired");
        await CrashAndRestartAsync();
        await RaiseAsync(id, "event", "c");

        Assert.Equal("abc", await ResultOfAsync<string>(id));
        Assert.Equal(["a", "b", "b"], _calls.All);
    }

    [Fact]
    public async Task Rewind_NotFailedInstance_IsAnInvalidOperation()
    {
        Tasks
            .AddOrchestratorFunc("Quick", _ => "done")
            .AddOrchestratorFunc("Waiter", context => context.WaitForExternalEvent<string>("event"));
        await StartAsync();
        var quick = await ScheduleAsync("Quick");
        var waiter = await ScheduleAsync("Waiter");
        await EndOfAsync(quick);

        await Assert.ThrowsAnyAsync<InvalidOperationException>(() => Client.RewindInstanceAsync(quick, "why not", Deadline));
        await Assert.ThrowsAnyAsync<InvalidOperationException>(() => Client.RewindInstanceAsync(waiter, "why not", Deadline));

        Assert.Equal("done", await ResultOfAsync<string>(quick));
    }

    [Fact]
    public async Task Rewind_UnknownInstance_IsAnArgumentError()
    {
        await StartAsync();

        await Assert.ThrowsAnyAsync<ArgumentException>(() => Client.RewindInstanceAsync("nobody-1", "why not", Deadline));
    }
}
