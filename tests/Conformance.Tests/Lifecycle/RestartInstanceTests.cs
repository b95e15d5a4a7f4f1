namespace DurableTeams.Conformance.Tests.Lifecycle;

public sealed class RestartInstanceTests : ConformanceTest
{
    private readonly Calls _calls = new();

    private void AddMain() => Tasks
        .AddOrchestratorFunc<string, string>("Main", async (context, input) =>
            $"{input} {await context.CallActivityAsync<int>("Count")}")
        .AddActivityFunc("Count", _ => _calls.Add("call"));

    [Fact]
    public async Task Restart_SameId_RunsAgainWithTheSameInput()
    {
        AddMain();
        await StartAsync();

        var tags = new Dictionary<string, string> { ["team"] = "blue" };
        var id = await ScheduleAsync("Main", "input", new StartOrchestrationOptions("main-1") { Tags = tags });
        Assert.Equal("input 1", await ResultOfAsync<string>(id));
        Assert.Equal(id, await Client.RestartAsync(id, cancellation: Deadline));

        Assert.Equal("input 2", await ResultOfAsync<string>(id));
        var second = await GetAsync(id);
        Assert.Equal(("Main", "input"), (second.Name, second.ReadInputAs<string>()));
        Assert.Equivalent(tags, second.Tags, strict: true);
    }

    [Fact]
    public async Task Restart_NewId_LeavesTheOriginal()
    {
        AddMain();
        await StartAsync();

        var id = await ScheduleAsync("Main", "input");
        await ResultOfAsync<string>(id);
        var other = await Client.RestartAsync(id, restartWithNewInstanceId: true, Deadline);

        Assert.NotEqual(id, other);
        Assert.Equal("input 2", await ResultOfAsync<string>(other));
        Assert.Equal("input 1", await ResultOfAsync<string>(id));
        Assert.Equal("Main", (await GetAsync(other)).Name);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Restart_FailedOrTerminatedInstance_RunsAgain(bool failed)
    {
        Tasks
            .AddOrchestratorFunc("Main", async context =>
            {
                if (await context.CallActivityAsync<int>("Count") > 1) return "second time";
                if (failed) throw new TimeoutException("first time");
                return await context.WaitForExternalEvent<string>("never");
            })
            .AddActivityFunc("Count", _ => _calls.Add("call"));
        await StartAsync();

        var id = await ScheduleAsync("Main");
        if (!failed)
        {
            await _calls.ReachedAsync(1, Deadline);
            await Client.TerminateInstanceAsync(id, Deadline);
        }

        await EndOfAsync(id);
        await Client.RestartAsync(id, cancellation: Deadline);

        // An engine may show the end of the first time until a turn of the second is recorded.
        await _calls.ReachedAsync(2, Deadline);
        await UntilStatusAsync(id, OrchestrationRuntimeStatus.Completed);
        Assert.Equal("second time", await ResultOfAsync<string>(id));
        Assert.Null((await GetAsync(id)).FailureDetails);
    }

    [Fact]
    public async Task Restart_UnknownInstance_IsAnArgumentError()
    {
        await StartAsync();

        var error = await Assert.ThrowsAnyAsync<ArgumentException>(() => Client.RestartAsync("nobody-1", cancellation: Deadline));

        Assert.Contains("nobody-1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restart_RunningInstance_IsRefusedOrStartsAnew()
    {
        Tasks
            .AddOrchestratorFunc("Main", async context =>
            {
                context.SetCustomStatus($"run {await context.CallActivityAsync<int>("Count")}");
                return await context.WaitForExternalEvent<string>("event");
            })
            .AddActivityFunc("Count", _ => _calls.Add("call"));
        await StartAsync();

        var id = await ScheduleAsync("Main");
        await UntilAtAsync(id, "run 1");
        var refused = await Record.ExceptionAsync(() => Client.RestartAsync(id, cancellation: Deadline));
        if (refused is not null) Assert.IsAssignableFrom<InvalidOperationException>(refused);
        await UntilAtAsync(id, refused is null ? "run 2" : "run 1");
        await RaiseAsync(id, "event", "alive");

        Assert.Equal("alive", await ResultOfAsync<string>(id));
    }
}
