namespace DurableTeams.Conformance.Tests.Activities;

public sealed class WhenAnyTests : ConformanceTest
{
    [Fact]
    public async Task WhenAny_OneActivityFinishesFirst_ReturnsThatOne()
    {
        var never = new Signal();
        Tasks
            .AddOrchestratorFunc("Main", async context =>
            {
                var slow = context.CallActivityAsync<string>("Slow");
                var quick = context.CallActivityAsync<string>("Quick");
                return await await Task.WhenAny(slow, quick);
            })
            .AddActivityFunc("Slow", async _ =>
            {
                await never.WaitAsync();
                return "slow";
            })
            .AddActivityFunc("Quick", _ => "quick");
        await StartAsync();

        Assert.Equal("quick", await RunAsync<string>("Main"));
        never.Set();
    }

    [Fact]
    public async Task WhenAny_InALoop_ReturnsInTheOrderOfCompletion()
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

        Assert.Equal("201", await ResultOfAsync<string>(id));
    }

    [Fact]
    public async Task WhenAny_EventBeforeTimer_EventWins()
    {
        Tasks.AddOrchestratorFunc("Main", async context =>
        {
            using var cancellationToken = new CancellationTokenSource();
            var timer = context.CreateTimer(TimeSpan.FromDays(1), cancellationToken.Token);
            var raised = context.WaitForExternalEvent<string>("event");
            var first = await Task.WhenAny(timer, raised);
            cancellationToken.Cancel();
            return first == raised ? await raised : "timer";
        });
        await StartAsync();

        var id = await ScheduleAsync("Main");
        await RaiseAsync(id, "event", "raised");

        Assert.Equal("raised", await ResultOfAsync<string>(id));
    }

    [Fact]
    public async Task WhenAny_TimerBeforeActivity_TimerWins()
    {
        var never = new Signal();
        Tasks
            .AddOrchestratorFunc("Main", async context =>
            {
                var slow = context.CallActivityAsync("Slow");
                var timer = context.CreateTimer(TimeSpan.FromMilliseconds(1), CancellationToken.None);
                return await Task.WhenAny(slow, timer) == timer ? "timer" : "activity";
            })
            .AddActivityFunc("Slow", async _ => await never.WaitAsync());
        await StartAsync();

        Assert.Equal("timer", await RunAsync<string>("Main"));
        never.Set();
    }

    [Fact]
    public async Task WhenAny_FirstOneFails_FailureIsSeenWhereItIsAwaited()
    {
        var never = new Signal();
        Tasks
            .AddOrchestratorFunc("Main", async context =>
            {
                var slow = context.CallActivityAsync<string>("Slow");
                var first = await Task.WhenAny(slow, context.CallActivityAsync<string>("Refuse"));
                var failed = await Assert.ThrowsAsync<TaskFailedException>(() => first);
                return failed.FailureDetails.ErrorMessage;
            })
            .AddActivityFunc("Slow", async _ =>
            {
                await never.WaitAsync();
                return "slow";
            })
            .AddActivityFunc("Refuse", string (_) => throw new InvalidOperationException("no"));
        await StartAsync();

        Assert.Equal("no", await RunAsync<string>("Main"));
        never.Set();
    }
}
