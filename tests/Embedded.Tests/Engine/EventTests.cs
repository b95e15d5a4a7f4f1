using DurableTeams.Sqlite.Engine.Failures;
using Microsoft.DurableTask.Client;

namespace DurableTeams.Embedded.Tests.Engine;

public sealed class EventTests
{
    [Fact]
    public async Task WaitForExternalEvent_RaisedBefore_IsKept()
    {
        await using var fixture = new EngineFixture(r => r.AddOrchestratorFunc<string>("Two", async context =>
        {
            await context.WaitForExternalEvent<string>("go");
            var first = await context.WaitForExternalEvent<string>("data");
            return first + await context.WaitForExternalEvent<string>("data");
        }));
        await fixture.StartAsync("Two", "i");
        await fixture.Client.RaiseEventAsync("i", "data", "1");
        await fixture.Client.RaiseEventAsync("i", "data", "2");
        await fixture.CrashAndRestartAsync();
        await fixture.Client.RaiseEventAsync("i", "go", "");
        Assert.Equal("12", (await fixture.EndOfAsync("i")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task WaitForExternalEvent_NameInOtherCase_Matches()
    {
        await using var fixture = new EngineFixture(r => r.AddOrchestratorFunc<string>(
            "Wait", context => context.WaitForExternalEvent<string>("Approve")));
        await fixture.StartAsync("Wait", "i");
        await fixture.Client.RaiseEventAsync("i", "APPROVE", "yes");
        Assert.Equal("yes", (await fixture.EndOfAsync("i")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task WaitForExternalEvent_TwoWaits_NewestIsServedFirst()
    {
        await using var fixture = new EngineFixture(r => r.AddOrchestratorFunc<string[]>("Two", async context =>
        {
            var older = context.WaitForExternalEvent<string>("data");
            var newer = context.WaitForExternalEvent<string>("data");
            return await Task.WhenAll(older, newer);
        }));
        await fixture.StartAsync("Two", "i");
        await fixture.Client.RaiseEventAsync("i", "data", "first");
        await fixture.Client.RaiseEventAsync("i", "data", "second");
        Assert.Equal(["second", "first"], (await fixture.EndOfAsync("i")).ReadOutputAs<string[]>()!);
    }

    [Fact]
    public async Task WaitForExternalEvent_TimedOut_SwallowsNothing()
    {
        await using var fixture = new EngineFixture(r => r.AddOrchestratorFunc<string>("Wait", async context =>
        {
            try
            {
                await context.WaitForExternalEvent<string>("data", TimeSpan.FromMilliseconds(1));
            }
            catch (TaskCanceledException)
            {
                context.SetCustomStatus("timed out");
            }

            return await context.WaitForExternalEvent<string>("data");
        }));
        await fixture.StartAsync("Wait", "i");
        await fixture.UntilStatusAsync("i", "\"timed out\"");
        await fixture.Client.RaiseEventAsync("i", "data", "x");
        Assert.Equal("x", (await fixture.EndOfAsync("i")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task WaitForExternalEvent_Cancelled_SwallowsNothingAfterReplay()
    {
        await using var fixture = new EngineFixture(r => r.AddOrchestratorFunc<string>("Wait", async context =>
        {
            using var cancellationToken = new CancellationTokenSource();
            var dead = context.WaitForExternalEvent<string>("data", cancellationToken.Token);
            await context.WaitForExternalEvent<string>("cancel");
            cancellationToken.Cancel();
            var text = await context.WaitForExternalEvent<string>("data");
            return $"{text} {dead.IsCanceled}";
        }));
        await fixture.StartAsync("Wait", "i");
        await fixture.Client.RaiseEventAsync("i", "cancel", "");
        await fixture.CrashAndRestartAsync();
        await fixture.Client.RaiseEventAsync("i", "data", "x");
        Assert.Equal("x True", (await fixture.EndOfAsync("i")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task WaitForExternalEvent_WonAgainstTimer_CancelsTheTimer()
    {
        await using var fixture = new EngineFixture(r => r.AddOrchestratorFunc<string>("Wait", async context =>
        {
            var text = await context.WaitForExternalEvent<string>("data", TimeSpan.FromDays(7));
            await context.WaitForExternalEvent<string>("end");
            return text;
        }));
        await fixture.StartAsync("Wait", "i");
        Assert.Equal(1, CountTimers(fixture));
        await fixture.Client.RaiseEventAsync("i", "data", "x");
        Assert.Equal(0, CountTimers(fixture));
        await fixture.CrashAndRestartAsync();
        await fixture.Client.RaiseEventAsync("i", "end", "");
        Assert.Equal("x", (await fixture.EndOfAsync("i")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task WaitForExternalEvent_PayloadOfAnotherType_FailsTheWaitNotTheInstance()
    {
        await using var fixture = new EngineFixture(r => r.AddOrchestratorFunc<string>("Wait", async context =>
        {
            try
            {
                await context.WaitForExternalEvent<int>("data");
                return "?";
            }
            catch (EventPayloadException e)
            {
                return e.EventName + await context.WaitForExternalEvent<int>("data");
            }
        }));
        await fixture.StartAsync("Wait", "i");
        await fixture.Client.RaiseEventAsync("i", "data", "text");
        await fixture.Client.RaiseEventAsync("i", "data", 7);
        Assert.Equal("data7", (await fixture.EndOfAsync("i")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task RaiseEvent_UnknownOrEndedInstance_Throws()
    {
        await using var fixture = new EngineFixture(OrchestrationTests.Chain);
        await Assert.ThrowsAsync<InstanceNotFoundException>(() => fixture.Client.RaiseEventAsync("nobody", "e"));
        await fixture.RunAsync("Chain", "a", "i");
        await Assert.ThrowsAsync<InstanceFinishedException>(() => fixture.Client.RaiseEventAsync("i", "e"));
    }

    [Fact]
    public async Task RaiseEvent_WhileSuspended_IsHeldUntilResumed()
    {
        await using var fixture = new EngineFixture(r => r.AddOrchestratorFunc<string>(
            "Wait", context => context.WaitForExternalEvent<string>("data")));
        await fixture.StartAsync("Wait", "i");
        await fixture.Client.SuspendInstanceAsync("i", "why");
        await fixture.Client.RaiseEventAsync("i", "data", "x");
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await fixture.Client.GetInstanceAsync("i"))!.RuntimeStatus);
        await fixture.CrashAndRestartAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await fixture.Client.GetInstanceAsync("i"))!.RuntimeStatus);
        await fixture.Client.ResumeInstanceAsync("i");
        Assert.Equal("x", (await fixture.EndOfAsync("i")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task SendEvent_ToAnotherInstance_Arrives()
    {
        await using var fixture = new EngineFixture(r => r
            .AddOrchestratorFunc<string>("Wait", context => context.WaitForExternalEvent<string>("data"))
            .AddOrchestratorFunc("Send", context =>
            {
                context.SendEvent("receiver", "data", "hello");
                context.SendEvent("nobody", "data", "lost");
            }));
        await fixture.StartAsync("Wait", "receiver");
        await fixture.RunAsync("Send");
        Assert.Equal("hello", (await fixture.EndOfAsync("receiver")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task RaiseEvent_ManyInOrder_ArriveInOrder()
    {
        await using var fixture = new EngineFixture(r => r.AddOrchestratorFunc<int[]>("Collect", async context =>
        {
            var seen = new List<int>();
            while (seen.Count < 50) seen.Add(await context.WaitForExternalEvent<int>("n"));
            return [.. seen];
        }));
        await fixture.StartAsync("Collect", "i");
        for (var i = 0; i < 50; i++) await fixture.Client.RaiseEventAsync("i", "n", i);
        Assert.Equal(Enumerable.Range(0, 50), (await fixture.EndOfAsync("i")).ReadOutputAs<int[]>()!);
    }

    private static long? CountTimers(EngineFixture fixture) =>
        fixture.Database.Read(s => s.Statement("SELECT count(*) FROM timers").QueryInt64());
}
