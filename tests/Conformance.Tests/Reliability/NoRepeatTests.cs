namespace DurableTeams.Conformance.Tests.Reliability;

/// <summary>What is recorded is not done again.</summary>
public sealed class NoRepeatTests : ConformanceTest
{
    private readonly Calls _calls = new();

    private void AddChain() => Tasks
        .AddOrchestratorFunc("Main", async context =>
        {
            var text = "";
            for (var step = 1; step <= 4; step++)
            {
                text += await context.CallActivityAsync<string>("Work", $"a{step} ");
                text += await context.CallSubOrchestratorAsync<string>("Child", $"c{step} ");
                context.SetCustomStatus($"step {step}");
                await context.WaitForExternalEvent<object?>("next");
            }

            return text;
        })
        .AddOrchestratorFunc<string, string>("Child", (context, input) => context.CallActivityAsync<string>("Work", input))
        .AddActivityFunc<string, string>("Work", (_, input) =>
        {
            _calls.Add(input);
            return input;
        });

    [ConformanceTheory(Capabilities.Crash)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Crash_BetweenSteps_RepeatsNoRecordedActivity(int crashesPerStep)
    {
        AddChain();
        await StartAsync();

        var id = await ScheduleAsync("Main");
        for (var step = 1; step <= 4; step++)
        {
            await UntilAtAsync(id, $"step {step}");
            for (var crash = 0; crash < crashesPerStep; crash++) await CrashAndRestartAsync();
            await RaiseAsync(id, "next");
        }

        Assert.Equal("a1 c1 a2 c2 a3 c3 a4 c4 ", await ResultOfAsync<string>(id));
        Assert.Equal(["a1 ", "c1 ", "a2 ", "c2 ", "a3 ", "c3 ", "a4 ", "c4 "], _calls.All);
    }

    [ConformanceFact(Capabilities.Crash | Capabilities.History)]
    public async Task History_WithAndWithoutCrashes_IsTheSame()
    {
        AddChain();
        await StartAsync();

        // The second has the same id in a fresh start of the same storage, so that ids made from it are the same too.
        var id = await ScheduleAsync("Main", options: WithId("main-1"));
        for (var step = 1; step <= 4; step++)
        {
            await UntilAtAsync(id, $"step {step}");
            await RaiseAsync(id, "next");
        }

        await ResultOfAsync<string>(id);
        var undisturbed = await HistoryAsync(id);
        await Client.PurgeInstanceAsync(id, new PurgeInstanceOptions(Recursive: true), Deadline);
        await ScheduleAsync("Main", options: WithId(id));
        for (var step = 1; step <= 4; step++)
        {
            await UntilAtAsync(id, $"step {step}");
            var before = await HistoryAsync(id);
            await CrashAndRestartAsync();
            Assert.Equal(before, await HistoryAsync(id));
            await RaiseAsync(id, "next");
        }

        await ResultOfAsync<string>(id);
        Assert.NotEmpty(undisturbed);
        Assert.Equal(undisturbed, await HistoryAsync(id));
    }

    [ConformanceFact(Capabilities.Crash)]
    public async Task Crash_FailedActivityRecorded_FailureIsReplayedNotRepeated()
    {
        Tasks
            .AddOrchestratorFunc("Main", async context =>
            {
                var failed = await Assert.ThrowsAsync<TaskFailedException>(() => context.CallActivityAsync("Refuse"));
                context.SetCustomStatus("refused");
                await context.WaitForExternalEvent<object?>("next");
                return
                    $"{failed.TaskName} {failed.FailureDetails.ErrorMessage} {failed.FailureDetails.InnerFailure?.ErrorMessage}";
            })
            .AddActivityFunc("Refuse", _ =>
            {
                _calls.Add("call");
                throw new InvalidOperationException("outer", new TimeoutException("inner"));
            });
        await StartAsync();

        var id = await ScheduleAsync("Main");
        await UntilAtAsync(id, "refused");
        await CrashAndRestartAsync();
        await RaiseAsync(id, "next");

        Assert.Equal("Refuse outer inner", await ResultOfAsync<string>(id));
        Assert.Equal(1, _calls.Count);
    }

    [ConformanceFact(Capabilities.Crash)]
    public async Task Crash_OrderOfCompletions_IsReplayedAsItWas()
    {
        var gates = new[] { new Signal(), new Signal(), new Signal() };
        Tasks
            .AddOrchestratorFunc("Main", async context =>
            {
                var open = gates.Select((_, index) => context.CallActivityAsync<int>("Pass", index)).ToList();
                var order = "";
                while (open.Count > 0)
                {
                    var first = await Task.WhenAny(open);
                    open.Remove(first);
                    order += await first;
                    context.SetCustomStatus(order);
                }

                await context.WaitForExternalEvent<object?>("next");
                return order;
            })
            .AddActivityFunc<int, int>("Pass", async (_, index) =>
            {
                await gates[index].WaitAsync();
                return index;
            });
        await StartAsync();

        var id = await ScheduleAsync("Main");
        gates[2].Set();
        await UntilAtAsync(id, "2");
        gates[0].Set();
        await UntilAtAsync(id, "20");
        gates[1].Set();
        await UntilAtAsync(id, "201");
        await CrashAndRestartAsync();
        await RaiseAsync(id, "next");

        Assert.Equal("201", await ResultOfAsync<string>(id));
    }
}
