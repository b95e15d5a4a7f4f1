namespace DurableTeams.Conformance.Tests.Events;

public sealed class EventDeliveryTests : ConformanceTest
{
    private sealed record Decision(string By, bool Approved, int[] Votes);

    /// <summary>Waits for "go", then reads events by the names it was given, one after the other.</summary>
    private void AddReader() => Tasks.AddOrchestratorFunc<string[], string[]>("Reader", async (context, names) =>
    {
        await context.WaitForExternalEvent<object?>("go");
        var read = new List<string>();
        foreach (var name in names) read.Add(await context.WaitForExternalEvent<string>(name));
        return [.. read];
    });

    [Fact]
    public async Task RaiseEvent_SomebodyWaits_GetsThePayload()
    {
        Tasks.AddOrchestratorFunc("Main", async context =>
        {
            context.SetCustomStatus("waiting");
            return await context.WaitForExternalEvent<string>("event");
        });
        await StartAsync();

        var id = await ScheduleAsync("Main");
        await UntilAtAsync(id, "waiting");
        await RaiseAsync(id, "event", "payload");

        Assert.Equal("payload", await ResultOfAsync<string>(id));
    }

    [Fact]
    public async Task RaiseEvent_BeforeAnybodyWaits_IsKept()
    {
        AddReader();
        await StartAsync();

        var id = await ScheduleAsync("Reader", new[] { "early" });
        await RaiseAsync(id, "early", "kept");
        await RaiseAsync(id, "go");

        Assert.Equal(["kept"], (IEnumerable<string>)await ResultOfAsync<string[]>(id));
    }

    [Fact]
    public async Task RaiseEvent_TheSameTwice_IsTwoEvents()
    {
        AddReader();
        await StartAsync();

        var id = await ScheduleAsync("Reader", new[] { "twice", "twice" });
        await RaiseAsync(id, "twice", "same");
        await RaiseAsync(id, "twice", "same");
        await RaiseAsync(id, "go");

        Assert.Equal(["same", "same"], (IEnumerable<string>)await ResultOfAsync<string[]>(id));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RaiseEvent_ManyOfOneName_ArriveInOrder(bool goFirst)
    {
        var numbers = Enumerable.Range(0, 50).Select(number => $"{number}").ToArray();
        AddReader();
        await StartAsync();

        var id = await ScheduleAsync("Reader", numbers.Select(_ => "number").ToArray());
        if (goFirst) await RaiseAsync(id, "go");
        foreach (var number in numbers) await RaiseAsync(id, "number", number);
        if (!goFirst) await RaiseAsync(id, "go");

        Assert.Equal(numbers, await ResultOfAsync<string[]>(id));
    }

    [Fact]
    public async Task RaiseEvent_SeveralNames_AreFirstInFirstOutPerName()
    {
        AddReader();
        await StartAsync();

        var id = await ScheduleAsync("Reader", new[] { "b", "a", "b", "a" });
        foreach (var payload in new[] { "a1", "b1", "a2", "b2" }) await RaiseAsync(id, payload[..1], payload);
        await RaiseAsync(id, "go");

        Assert.Equal(["b1", "a1", "b2", "a2"], (IEnumerable<string>)await ResultOfAsync<string[]>(id));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RaiseEvent_NameInOtherCase_IsTheSameName(bool early)
    {
        AddReader();
        await StartAsync();

        var id = await ScheduleAsync("Reader", new[] { "Approval" });
        if (!early) await RaiseAsync(id, "GO");
        await RaiseAsync(id, "APPROVAL", "yes");
        if (early) await RaiseAsync(id, "Go");

        Assert.Equal(["yes"], (IEnumerable<string>)await ResultOfAsync<string[]>(id));
    }

    [Fact]
    public async Task RaiseEvent_StructuredPayload_RoundTrips()
    {
        Tasks.AddOrchestratorFunc("Main", context => context.WaitForExternalEvent<Decision>("decision"));
        await StartAsync();

        var decision = new Decision("Ada \"A.\"", true, [1, 0, -1]);
        var id = await ScheduleAsync("Main");
        await RaiseAsync(id, "decision", decision);

        Assert.Equivalent(decision, await ResultOfAsync<Decision>(id), strict: true);
    }

    [Fact]
    public async Task RaiseEvent_NoPayload_IsNull()
    {
        Tasks.AddOrchestratorFunc("Main", async context =>
            await context.WaitForExternalEvent<string?>("event") is null ? "null" : "something");
        await StartAsync();

        var id = await ScheduleAsync("Main");
        await RaiseAsync(id, "event");

        Assert.Equal("null", await ResultOfAsync<string>(id));
    }

    [Fact]
    public async Task RaiseEvent_ToOneOfManyInstances_ReachesOnlyThat()
    {
        Tasks.AddOrchestratorFunc("Main", context => context.WaitForExternalEvent<string>("event"));
        await StartAsync();

        var ids = new List<string>();
        for (var i = 0; i < 5; i++) ids.Add(await ScheduleAsync("Main"));
        foreach (var id in ids) await RaiseAsync(id, "event", id);

        foreach (var id in ids) Assert.Equal(id, await ResultOfAsync<string>(id));
    }

    [Fact]
    public async Task RaiseEvent_WhileAnActivityRuns_IsKept()
    {
        var gate = new Signal();
        Tasks
            .AddOrchestratorFunc("Main", async context =>
                await context.CallActivityAsync<string>("Pass") + await context.WaitForExternalEvent<string>("event"))
            .AddActivityFunc("Pass", async _ =>
            {
                await gate.WaitAsync();
                return "activity, ";
            });
        await StartAsync();

        var id = await ScheduleAsync("Main");
        await RaiseAsync(id, "event", "event");
        gate.Set();

        Assert.Equal("activity, event", await ResultOfAsync<string>(id));
    }

    [Fact]
    public async Task RaiseEvent_NoIdOrNoName_IsAnArgumentError()
    {
        await StartAsync();

        await Assert.ThrowsAnyAsync<ArgumentException>(() => RaiseAsync("", "event"));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => RaiseAsync("id", ""));
    }

    [ConformanceFact(Capabilities.Crash)]
    public async Task RaiseEvent_AcceptedBeforeACrash_IsNotLost()
    {
        AddReader();
        await StartAsync();

        var id = await ScheduleAsync("Reader", new[] { "a", "a", "b" });
        await RaiseAsync(id, "b", "b1");
        await RaiseAsync(id, "a", "a1");
        await CrashAndRestartAsync();
        await RaiseAsync(id, "a", "a2");
        await CrashAndRestartAsync();
        await RaiseAsync(id, "go");

        Assert.Equal(["a1", "a2", "b1"], (IEnumerable<string>)await ResultOfAsync<string[]>(id));
    }

    [Fact]
    public async Task RaiseEvent_ManyAtTheSameTime_AllArriveOnce()
    {
        AddReader();
        await StartAsync();

        var numbers = Enumerable.Range(0, 100).Select(number => $"{number}").ToArray();
        var id = await ScheduleAsync("Reader", numbers.Select(_ => "number").ToArray());
        await Task.WhenAll(numbers.Select(number => Task.Run(() => RaiseAsync(id, "number", number))));
        await RaiseAsync(id, "go");

        Assert.Equal(numbers.Order(StringComparer.Ordinal), (await ResultOfAsync<string[]>(id)).Order(StringComparer.Ordinal));
    }
}
