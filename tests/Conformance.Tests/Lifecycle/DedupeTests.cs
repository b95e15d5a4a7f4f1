using static Microsoft.DurableTask.Client.OrchestrationRuntimeStatus;

namespace DurableTeams.Conformance.Tests.Lifecycle;

public sealed class DedupeTests : ConformanceTest
{
    private const string Id = "taken-1";

    public static TheoryData<OrchestrationRuntimeStatus> Statuses => [Pending, Running, Suspended, Completed, Failed, Terminated];

    /// <summary>An instance in this status; what replaces it returns its input.</summary>
    private async Task TakeIdAsync(OrchestrationRuntimeStatus status)
    {
        Tasks.AddOrchestratorFunc<string, string>("Main", async (context, input) => input switch
        {
            "Completed" => input,
            "Failed" => throw new TimeoutException("as asked"),
            "Running" or "Suspended" or "Terminated" => await context.WaitForExternalEvent<string>("event"),
            _ => input,
        });
        await StartAsync();
        DateTimeOffset? startAt = status == Pending ? DateTimeOffset.UtcNow.AddDays(1) : null;
        await ScheduleAsync("Main", status.ToString(), new StartOrchestrationOptions(Id, startAt));
        if (status != Pending) await Client.WaitForInstanceStartAsync(Id, Deadline);
        if (status == Suspended) await Client.SuspendInstanceAsync(Id, cancellation: Deadline);
        if (status == Terminated) await Client.TerminateInstanceAsync(Id, Deadline);
        await UntilStatusAsync(Id, status);
    }

    [Theory]
    [MemberData(nameof(Statuses))]
    public async Task Schedule_StatusIsDeduped_IsRefusedAndInstanceIsSpared(OrchestrationRuntimeStatus status)
    {
        await TakeIdAsync(status);

        // With Terminated all that run must be refused too: they would be terminated first.
        OrchestrationRuntimeStatus[] deduped = status == Terminated ? [Terminated, Pending, Running, Suspended] : [status];
        var refused = await Assert.ThrowsAnyAsync<Exception>(
            () => ScheduleAsync("Main", "second", WithId(Id).WithDedupeStatuses(deduped)));

        Assert.Equal("OrchestrationAlreadyExistsException", refused.GetType().Name);
        Assert.Contains(Id, refused.Message, StringComparison.Ordinal);
        var first = await GetAsync(Id);
        Assert.Equal((status, status.ToString()), (first.RuntimeStatus, first.ReadInputAs<string>()));
    }

    [Theory]
    [MemberData(nameof(Statuses))]
    public async Task Schedule_StatusIsNotDeduped_ReplacesTheInstance(OrchestrationRuntimeStatus status)
    {
        await TakeIdAsync(status);

        var others = new[] { Pending, Running, Suspended, Completed, Failed }.Where(other => other != status).ToArray();
        Assert.Equal(Id, await ScheduleAsync("Main", "second", WithId(Id).WithDedupeStatuses(others)));

        Assert.Equal("second", await ResultOfAsync<string>(Id));
        Assert.Equal("second", (await GetAsync(Id)).ReadInputAs<string>());
    }

    [Theory]
    [MemberData(nameof(Statuses))]
    public async Task Schedule_NothingIsDeduped_ReplacesTheInstance(OrchestrationRuntimeStatus status)
    {
        await TakeIdAsync(status);

        await ScheduleAsync("Main", "second", WithId(Id).WithDedupeStatuses());

        Assert.Equal("second", await ResultOfAsync<string>(Id));
    }

    [Theory]
    [InlineData(Completed)]
    [InlineData(Failed)]
    [InlineData(Terminated)]
    public async Task Schedule_FinishedIdAndNoDedupe_RunsAgain(OrchestrationRuntimeStatus status)
    {
        await TakeIdAsync(status);

        await ScheduleAsync("Main", "second", WithId(Id));

        Assert.Equal("second", await ResultOfAsync<string>(Id));
    }

    [Fact]
    public async Task Schedule_UnknownDedupeStatus_IsAnArgumentError()
    {
        Tasks.AddOrchestratorFunc("Main", _ => "done");
        await StartAsync();

        await Assert.ThrowsAnyAsync<ArgumentException>(
            () => ScheduleAsync("Main", options: WithId(Id) with { DedupeStatuses = ["Asleep"] }));
    }

    [Fact]
    public async Task Schedule_TerminatedDedupedButARunningStatusNot_IsAnArgumentError()
    {
        Tasks.AddOrchestratorFunc("Main", _ => "done");
        await StartAsync();
        await ResultOfAsync<string>(await ScheduleAsync("Main", options: WithId(Id)));

        await Assert.ThrowsAnyAsync<ArgumentException>(
            () => ScheduleAsync("Main", options: WithId(Id).WithDedupeStatuses(Terminated, Pending)));
    }

    [Fact]
    public async Task Schedule_SameIdAtTheSameTime_OneWins()
    {
        Tasks.AddOrchestratorFunc<int, int>("Main", (_, input) => input);
        await StartAsync();

        var options = WithId(Id).WithDedupeStatuses(Pending, Running, Suspended, Completed, Failed, Terminated);
        var starts = Enumerable.Range(0, 20).Select(number => Task.Run(() => ScheduleAsync("Main", number, options))).ToArray();
        await Task.WhenAll(starts.Select(start => start.ContinueWith(
            _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default)));

        var winner = Assert.Single(Enumerable.Range(0, 20), number => starts[number].IsCompletedSuccessfully);
        Assert.Equal(winner, await ResultOfAsync<int>(Id));
    }

    [Fact]
    public async Task Schedule_ReplacesARunningInstance_NothingOfTheOldOneReachesTheNew()
    {
        var gate = new Signal();
        AddBarrier();
        Tasks
            .AddOrchestratorFunc<string, string>("Main", async (context, input) =>
            {
                var activity = context.CallActivityAsync<string>("Pass", input);
                context.SetCustomStatus(input);
                return await activity + await context.WaitForExternalEvent<string>("event");
            })
            .AddActivityFunc<string, string>("Pass", async (_, input) =>
            {
                if (input == "first") await gate.WaitAsync();
                return input;
            });
        await StartAsync();

        await ScheduleAsync("Main", "first", WithId(Id));
        await UntilAtAsync(Id, "first");
        await RaiseAsync(Id, "event", " old event");
        await ScheduleAsync("Main", "second", WithId(Id).WithDedupeStatuses());
        await UntilAtAsync(Id, "second");
        gate.Set();
        await BarrierAsync();
        await RaiseAsync(Id, "event", " new event");

        Assert.Equal("second new event", await ResultOfAsync<string>(Id));
    }
}
