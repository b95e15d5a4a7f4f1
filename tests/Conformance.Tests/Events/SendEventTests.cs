namespace DurableTeams.Conformance.Tests.Events;

public sealed class SendEventTests : ConformanceTest
{
    private void AddReceiver() =>
        Tasks.AddOrchestratorFunc("Receiver", context => context.WaitForExternalEvent<string>("message"));

    [Fact]
    public async Task SendEvent_ToAWaitingInstance_ArrivesThere()
    {
        AddReceiver();
        Tasks.AddOrchestratorFunc<string, string>("Sender", (context, to) =>
        {
            context.SendEvent(to, "Message", "from the sender");
            return "sent";
        });
        await StartAsync();

        var receiver = await ScheduleAsync("Receiver");
        Assert.Equal("sent", await RunAsync<string>("Sender", receiver));

        Assert.Equal("from the sender", await ResultOfAsync<string>(receiver));
    }

    [Fact]
    public async Task SendEvent_SeveralToOneInstance_ArriveInOrder()
    {
        Tasks
            .AddOrchestratorFunc("Receiver", async context =>
            {
                var text = "";
                for (var i = 0; i < 20; i++) text += await context.WaitForExternalEvent<string>("message");
                return text;
            })
            .AddOrchestratorFunc<string>("Sender", (context, to) =>
            {
                foreach (var letter in "abcdefghijklmnopqrst") context.SendEvent(to, "message", letter);
            });
        await StartAsync();

        var receiver = await ScheduleAsync("Receiver");
        await ScheduleAsync("Sender", receiver);

        Assert.Equal("abcdefghijklmnopqrst", await ResultOfAsync<string>(receiver));
    }

    [Fact]
    public async Task SendEvent_ParentAndChild_TalkToEachOther()
    {
        Tasks
            .AddOrchestratorFunc("Main", async context =>
            {
                var child = context.CallSubOrchestratorAsync<string>(
                    "Child", new SubOrchestrationOptions { InstanceId = "child-1" });
                var question = await context.WaitForExternalEvent<string>("question");
                context.SendEvent("child-1", "answer", $"{question} 42");
                return await child;
            })
            .AddOrchestratorFunc("Child", async context =>
            {
                context.SendEvent(context.Parent!.InstanceId, "question", "6 x 7 =");
                return await context.WaitForExternalEvent<string>("answer");
            });
        await StartAsync();

        Assert.Equal("6 x 7 = 42", await RunAsync<string>("Main"));
    }

    [Fact]
    public async Task SendEvent_ToItself_Arrives()
    {
        Tasks.AddOrchestratorFunc("Main", async context =>
        {
            context.SendEvent(context.InstanceId, "note", "to myself");
            return await context.WaitForExternalEvent<string>("note");
        });
        await StartAsync();

        Assert.Equal("to myself", await RunAsync<string>("Main"));
    }

    [Fact]
    public async Task SendEvent_ToAMissingInstance_IsDroppedAndSenderGoesOn()
    {
        Tasks
            .AddOrchestratorFunc("Sender", async context =>
            {
                context.SendEvent("nobody-1", "message", "lost");
                return await context.CallActivityAsync<string>("Work");
            })
            .AddActivityFunc("Work", _ => "went on");
        await StartAsync();

        Assert.Equal("went on", await RunAsync<string>("Sender"));
        Assert.Null(await Client.GetInstanceAsync("nobody-1", Deadline));
    }

    [Fact]
    public async Task SendEvent_ToAFinishedInstance_IsDroppedAndSenderGoesOn()
    {
        Tasks
            .AddOrchestratorFunc("Quick", _ => "done")
            .AddOrchestratorFunc<string, string>("Sender", (context, to) =>
            {
                context.SendEvent(to, "message", "too late");
                return "sent";
            });
        await StartAsync();
        var quick = await ScheduleAsync("Quick");
        await EndOfAsync(quick);

        Assert.Equal("sent", await RunAsync<string>("Sender", quick));
        Assert.Equal("done", await ResultOfAsync<string>(quick));
    }

    [ConformanceFact(Capabilities.Crash)]
    public async Task SendEvent_BeforeACrash_ArrivesExactlyOnce()
    {
        Tasks
            .AddOrchestratorFunc("Receiver", async context =>
            {
                await context.WaitForExternalEvent<object?>("go");
                return await context.WaitForExternalEvent<string>("message")
                    + await context.WaitForExternalEvent<string>("message");
            })
            .AddOrchestratorFunc<string, string>("Sender", async (context, to) =>
            {
                context.SendEvent(to, "message", "1");
                context.SetCustomStatus("sent");
                await context.WaitForExternalEvent<object?>("go");
                context.SendEvent(to, "message", "2");
                return "done";
            });
        await StartAsync();

        var receiver = await ScheduleAsync("Receiver");
        var sender = await ScheduleAsync("Sender", receiver);
        await UntilAtAsync(sender, "sent");
        await CrashAndRestartAsync();
        await RaiseAsync(sender, "go");
        await ResultOfAsync<string>(sender);
        await RaiseAsync(receiver, "go");

        Assert.Equal("12", await ResultOfAsync<string>(receiver));
    }
}
