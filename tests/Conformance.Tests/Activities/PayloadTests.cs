namespace DurableTeams.Conformance.Tests.Activities;

public sealed class PayloadTests : ConformanceTest
{
    public static TheoryData<string> Texts => new(
        "",
        " ",
        "null",
        "[1, 2]",
        "{\"a\": \"b\\u0000\"}",
        "quote \" backslash \\ slash / 'single' <tag> & é",
        "\0\u0001\b\t\n\r\u001f\u007f\u0085\u2028\u2029\ufeff",
        "Grüße, Привет, שלום, مرحبا, 你好, こんにちは, สวัสดี",
        "👩‍👩‍👧‍👦 🇳🇱 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 e\u0301");

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Payload_Unicode_SurvivesEveryWay(string text)
    {
        Tasks
            .AddOrchestratorFunc<string, string[]>("Main", async (context, input) =>
            {
                context.SetCustomStatus(input);
                return
                [
                    input,
                    await context.CallActivityAsync<string>("Echo", input),
                    await context.CallSubOrchestratorAsync<string>("Child", input),
                    await context.WaitForExternalEvent<string>("event"),
                ];
            })
            .AddOrchestratorFunc<string, string>("Child", (_, input) => input)
            .AddActivityFunc<string, string>("Echo", (_, input) => input);
        await StartAsync();

        var id = await ScheduleAsync("Main", text);
        await RaiseAsync(id, "event", text);

        Assert.Equal(Enumerable.Repeat(text, 4), await ResultOfAsync<string[]>(id));
        Assert.Equal(text, (await GetAsync(id)).ReadCustomStatusAs<string>());
        Assert.Equal(text, (await GetAsync(id)).ReadInputAs<string>());
    }

    [Fact]
    public async Task Names_Unicode_AreKeptApart()
    {
        Tasks
            .AddOrchestratorFunc("Größe 🍵", async context =>
                await context.CallActivityAsync<string>("测试") + await context.WaitForExternalEvent<string>("événement ✓"))
            .AddActivityFunc("测试", context => context.InstanceId);
        await StartAsync();

        var id = await ScheduleAsync("Größe 🍵", options: WithId("идентификатор-ж"));
        var other = await ScheduleAsync("Größe 🍵", options: WithId("идентификатор-з"));
        await RaiseAsync(id, "événement ✓", "!");
        await RaiseAsync(other, "événement ✓", "?");

        Assert.Equal("идентификатор-ж!", await ResultOfAsync<string>(id));
        Assert.Equal("идентификатор-з?", await ResultOfAsync<string>(other));
        Assert.Equal("Größe 🍵", (await GetAsync(id)).Name);
    }

    [Fact]
    public async Task Payload_OfOneMegabyte_SurvivesActivitySubOrchestrationAndEvent()
    {
        var large = string.Concat(Enumerable.Range(0, 1024 * 1024 / 8).Select(number => $"{number:x8}"));
        Tasks
            .AddOrchestratorFunc<string, string>("Main", async (context, input) =>
            {
                var echoed = await context.CallActivityAsync<string>("Echo", input);
                var nested = await context.CallSubOrchestratorAsync<string>("Child", echoed);
                var raised = await context.WaitForExternalEvent<string>("event");
                return raised == nested ? nested : "different";
            })
            .AddOrchestratorFunc<string, string>("Child", (context, input) => context.CallActivityAsync<string>("Echo", input))
            .AddActivityFunc<string, string>("Echo", (_, input) => input);
        await StartAsync();

        var id = await ScheduleAsync("Main", large);
        await RaiseAsync(id, "event", large);

        Assert.Equal(large, await ResultOfAsync<string>(id));
    }

    [ConformanceFact(Capabilities.Crash)]
    public async Task Payload_OfOneMegabyte_SurvivesARestart()
    {
        var large = new string('x', 1024 * 1024);
        Tasks
            .AddOrchestratorFunc<string, bool>("Main", async (context, input) =>
            {
                var echoed = await context.CallActivityAsync<string>("Echo", input);
                context.SetCustomStatus("echoed");
                var raised = await context.WaitForExternalEvent<string>("event");
                return echoed == input && raised == input;
            })
            .AddActivityFunc<string, string>("Echo", (_, input) => input);
        await StartAsync();

        var id = await ScheduleAsync("Main", large);
        await UntilAtAsync(id, "echoed");
        await CrashAndRestartAsync();
        await RaiseAsync(id, "event", large);

        Assert.True(await ResultOfAsync<bool>(id));
    }
}
