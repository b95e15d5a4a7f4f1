namespace DurableTeams.Conformance.Tests.Context;

public sealed class ContextPropertyTests : ConformanceTest
{
    private sealed record Input(string Text, int Number);

    [Fact]
    public async Task Context_OfAnInstance_TellsNameIdInputAndNoVersion()
    {
        Tasks.AddOrchestratorFunc("Main", context =>
        {
            var input = context.GetInput<object?>();
            return $"{context.Name}/{context.InstanceId}/{context.Version}/{context.Parent}/{input is null}";
        });
        await StartAsync();

        var id = await ScheduleAsync("Main", options: WithId("main-1"));

        Assert.Equal("Main/main-1///True", await ResultOfAsync<string>(id));
    }

    [Fact]
    public async Task GetInput_SeveralTimes_IsTheInput()
    {
        Tasks.AddOrchestratorFunc<Input, bool>("Main", async (context, input) =>
        {
            await context.CreateTimer(TimeSpan.FromMilliseconds(1), CancellationToken.None);
            return context.GetInput<Input>() == input && context.GetInput<Input>() == new Input("tea", 3);
        });
        await StartAsync();

        Assert.True(await RunAsync<bool>("Main", new Input("tea", 3)));
    }

    [Fact]
    public async Task Orchestrator_NoInputForAValueType_GetsTheDefault()
    {
        Tasks.AddOrchestratorFunc<int, int>("Main", (_, input) => input + 1);
        await StartAsync();

        Assert.Equal(1, await RunAsync<int>("Main"));
    }

    [Fact]
    public async Task Orchestrator_InputOfAnotherType_InstanceFails()
    {
        Tasks.AddOrchestratorFunc<int, int>("Main", (_, input) => input + 1);
        await StartAsync();

        await FailureOfAsync(await ScheduleAsync("Main", "not a number"));
    }

    [Fact]
    public async Task Version_Given_IsVisibleAndComparable()
    {
        Tasks.AddOrchestratorFunc("Main", context =>
            $"{context.Version} {context.CompareVersionTo("1.9")} {Math.Sign(context.CompareVersionTo("1.10"))}");
        await StartAsync();

        var id = await ScheduleAsync("Main", options: new StartOrchestrationOptions { Version = "1.9" });

        Assert.Equal("1.9 0 -1", await ResultOfAsync<string>(id));
    }

    [Fact]
    public async Task Version_Given_IsInheritedByActivities()
    {
        Tasks
            .AddOrchestratorFunc("Main", async context =>
                await context.CallActivityAsync<string>("Version")
                + await context.CallActivityAsync<string>("Version", new TaskOptions { Version = "3" }))
            .AddActivityFunc("Version", context => $"[{context.Version}]");
        await StartAsync();

        var id = await ScheduleAsync("Main", options: new StartOrchestrationOptions { Version = "1.9" });

        Assert.Equal("[1.9][3]", await ResultOfAsync<string>(id));
    }

    [Fact]
    public async Task Entities_OfContextAndClient_AreRefused()
    {
        Tasks.AddOrchestratorFunc("Main", context =>
        {
            var refused = Assert.Throws<NotSupportedException>(() => context.Entities);
            Assert.Contains("ntities", refused.Message, StringComparison.Ordinal);
            return "refused";
        });
        await StartAsync();

        Assert.Equal("refused", await RunAsync<string>("Main"));
        Assert.Contains("ntities", Assert.Throws<NotSupportedException>(() => Client.Entities).Message, StringComparison.Ordinal);
    }
}
