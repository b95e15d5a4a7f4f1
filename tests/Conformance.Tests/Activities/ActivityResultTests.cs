namespace DurableTeams.Conformance.Tests.Activities;

public sealed class ActivityResultTests : ConformanceTest
{
    private sealed record Order(string Item, int Count, decimal[] Prices, Order? Previous);

    [Fact]
    public async Task CallActivity_InputAndResult_ReturnsTheResult()
    {
        Tasks
            .AddOrchestratorFunc<string, string>("Main", (context, name) => context.CallActivityAsync<string>("Greet", name))
            .AddActivityFunc<string, string>("Greet", (_, name) => $"Hello, {name}!");
        await StartAsync();

        Assert.Equal("Hello, Ada!", await RunAsync<string>("Main", "Ada"));
    }

    [Fact]
    public async Task CallActivity_AsynchronousActivity_ReturnsTheResult()
    {
        Tasks
            .AddOrchestratorFunc("Main", context => context.CallActivityAsync<int>("Add", 2))
            .AddActivityFunc<int, int>("Add", async (_, number) =>
            {
                await Task.Yield();
                return number + 40;
            });
        await StartAsync();

        Assert.Equal(42, await RunAsync<int>("Main"));
    }

    [Fact]
    public async Task CallActivity_NoResult_Completes()
    {
        var calls = new Calls();
        Tasks
            .AddOrchestratorFunc("Main", async context =>
            {
                await context.CallActivityAsync("Nothing");
                await context.CallActivityAsync("Something", "input");
                return "done";
            })
            .AddActivityFunc("Nothing", _ => { calls.Add("nothing"); })
            .AddActivityFunc<string>("Something", (_, input) => { calls.Add(input); });
        await StartAsync();

        Assert.Equal("done", await RunAsync<string>("Main"));
        Assert.Equal(["nothing", "input"], calls.All);
    }

    [Fact]
    public async Task CallActivity_NullInputAndResult_AreNull()
    {
        Tasks
            .AddOrchestratorFunc("Main", async context =>
                await context.CallActivityAsync<string?>("Echo", input: null) is null ? "null" : "something")
            .AddActivityFunc<string?, string?>("Echo", (_, text) => text);
        await StartAsync();

        Assert.Equal("null", await RunAsync<string>("Main"));
    }

    [Fact]
    public async Task CallActivity_StructuredInput_RoundTrips()
    {
        var order = new Order("tea \"Earl\"", 3, [1.10m, 0m, -7.25m], new Order("", 0, [], null));
        Tasks
            .AddOrchestratorFunc<Order, Order>("Main", (context, input) => context.CallActivityAsync<Order>("Next", input))
            .AddActivityFunc<Order, Order>("Next", (_, input) => new Order("next", 1, [], input));
        await StartAsync();

        var result = await RunAsync<Order>("Main", order);

        Assert.Equivalent(new Order("next", 1, [], order), result, strict: true);
    }

    [Fact]
    public async Task CallActivity_ArrayInput_RoundTrips()
    {
        Tasks
            .AddOrchestratorFunc<int[], int[]>("Main", (context, input) => context.CallActivityAsync<int[]>("Reverse", input))
            .AddActivityFunc<int[], int[]>("Reverse", (_, input) => [.. input.Reverse()]);
        await StartAsync();

        var result = await RunAsync<int[]>("Main", new[] { 1, 2, 3 });

        Assert.Equal([3, 2, 1], result);
    }

    [Fact]
    public async Task CallActivity_NameInOtherCase_FindsIt()
    {
        Tasks
            .AddOrchestratorFunc("Main", context => context.CallActivityAsync<string>("SAY"))
            .AddActivityFunc("Say", _ => "found");
        await StartAsync();

        Assert.Equal("found", await RunAsync<string>("mAIN"));
    }

    [Fact]
    public async Task CallActivity_Chain_RunsInOrderOnceEach()
    {
        var calls = new Calls();
        Tasks
            .AddOrchestratorFunc("Main", async context =>
            {
                var text = "";
                foreach (var letter in "abcdefghij") text = await context.CallActivityAsync<string>("Append", text + letter);
                return text;
            })
            .AddActivityFunc<string, string>("Append", (_, text) =>
            {
                calls.Add(text);
                return text;
            });
        await StartAsync();

        Assert.Equal("abcdefghij", await RunAsync<string>("Main"));
        Assert.Equal(Enumerable.Range(1, 10).Select(length => "abcdefghij"[..length]), calls.All);
    }

    [Fact]
    public async Task CallActivity_NotAwaited_RunsAllTheSame()
    {
        var ran = new Signal();
        Tasks
            .AddOrchestratorFunc("Main", context =>
            {
                _ = context.CallActivityAsync("Background");
                return "done";
            })
            .AddActivityFunc("Background", _ => ran.Set());
        await StartAsync();

        Assert.Equal("done", await RunAsync<string>("Main"));
        await ran.WaitAsync(Deadline);
    }

    [Fact]
    public async Task TaskActivityContext_InActivity_TellsNameAndInstance()
    {
        Tasks
            .AddOrchestratorFunc("Main", context => context.CallActivityAsync<string>("Who"))
            .AddActivityFunc("Who", context => $"{context.Name} of {context.InstanceId}");
        await StartAsync();

        var id = await ScheduleAsync("Main", options: WithId("main-1"));

        Assert.Equal("Who of main-1", await ResultOfAsync<string>(id));
    }

    [Fact]
    public async Task ActivityClass_MadeByTheRegistry_Runs()
    {
        Tasks.AddOrchestrator<DoublingOrchestrator>().AddActivity<DoublingActivity>();
        await StartAsync();

        Assert.Equal(42, await RunAsync<int>(nameof(DoublingOrchestrator), 21));
    }

    private sealed class DoublingActivity : TaskActivity<int, int>
    {
        public override Task<int> RunAsync(TaskActivityContext context, int input) => Task.FromResult(2 * input);
    }

    private sealed class DoublingOrchestrator : TaskOrchestrator<int, int>
    {
        public override Task<int> RunAsync(TaskOrchestrationContext context, int input) =>
            context.CallActivityAsync<int>(nameof(DoublingActivity), input);
    }
}
