using DurableTeams.Sqlite.Engine.Failures;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTeams.Embedded.Tests.Engine;

public sealed class OrchestrationTests
{
    [Fact]
    public async Task Run_ThreeActivitiesInTurn_ReturnsTheirResults()
    {
        await using var fixture = new EngineFixture(Chain);
        var end = await fixture.RunAsync("Chain", "a");
        Assert.Equal(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus);
        Assert.Equal("a123", end.ReadOutputAs<string>());
        Assert.Equal("a", end.ReadInputAs<string>());
    }

    [Fact]
    public async Task Run_ThreeActivitiesInTurn_TakesFourCommits()
    {
        await using var fixture = new EngineFixture(Chain);
        var before = fixture.Database.Statistics.Commits;
        await fixture.RunAsync("Chain", "a");
        Assert.Equal(4, fixture.Database.Statistics.Commits - before);
    }

    [Fact]
    public async Task Run_OrchestratorThrows_FailsWithDetails()
    {
        await using var fixture = new EngineFixture(r => r.AddOrchestratorFunc<string>(
            "Bad", Task<string> (_) => throw new InvalidOperationException("boom", new FormatException("inner"))));
        var end = await fixture.RunAsync("Bad");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal(typeof(InvalidOperationException).FullName, end.FailureDetails!.ErrorType);
        Assert.Equal("boom", end.FailureDetails.ErrorMessage);
        Assert.Equal("inner", end.FailureDetails.InnerFailure!.ErrorMessage);
    }

    [Fact]
    public async Task Run_UnknownOrchestrator_Fails()
    {
        await using var fixture = new EngineFixture(_ => { });
        var end = await fixture.RunAsync("Nobody");
        Assert.Equal(typeof(OrchestratorNotFoundException).FullName, end.FailureDetails!.ErrorType);
    }

    [Fact]
    public async Task CallActivity_Fails_ThrowsTaskFailedException()
    {
        await using var fixture = new EngineFixture(r => r
            .AddActivityFunc<string, string>("Fail", string (_, text) => throw new ArgumentException(text))
            .AddOrchestratorFunc<string>("Catch", async context =>
            {
                try
                {
                    return await context.CallActivityAsync<string>("Fail", "why");
                }
                catch (TaskFailedException e)
                {
                    return $"{e.TaskName} {e.FailureDetails.ErrorType} {e.FailureDetails.ErrorMessage} "
                        + $"{e.FailureDetails.IsCausedBy<ArgumentException>()}";
                }
            }));
        var end = await fixture.RunAsync("Catch");
        Assert.Equal("Fail System.ArgumentException why True", end.ReadOutputAs<string>());
    }

    [Fact]
    public async Task CallActivity_Unknown_FailsTheTask()
    {
        await using var fixture = new EngineFixture(r => r.AddOrchestratorFunc<string>(
            "Call", context => context.CallActivityAsync<string>("Nobody")));
        var end = await fixture.RunAsync("Call");
        Assert.Equal(typeof(TaskFailedException).FullName, end.FailureDetails!.ErrorType);
        Assert.Equal(typeof(ActivityNotFoundException).FullName, end.FailureDetails.InnerFailure!.ErrorType);
    }

    [Fact]
    public async Task CallActivity_ResultOfAnotherType_ThrowsWhereItIsAwaited()
    {
        await using var fixture = new EngineFixture(r => r
            .AddActivityFunc<string>("Text", _ => "text")
            .AddOrchestratorFunc<string>("Read", async context =>
            {
                try
                {
                    return (await context.CallActivityAsync<int>("Text")).ToString(
                        System.Globalization.CultureInfo.InvariantCulture);
                }
                catch (System.Text.Json.JsonException)
                {
                    return "no number";
                }
            }));
        Assert.Equal("no number", (await fixture.RunAsync("Read")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task FanOut_WhenAll_CollectsAllResults()
    {
        await using var fixture = new EngineFixture(r => r
            .AddActivityFunc<int, int>("Square", (_, n) => n * n)
            .AddOrchestratorFunc<int, int>("Sum", async (context, n) =>
                (await Task.WhenAll(Enumerable.Range(1, n).Select(i => context.CallActivityAsync<int>("Square", i)))).Sum()));
        Assert.Equal(338_350, (await fixture.RunAsync("Sum", 100)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Context_NewGuidAndTime_AreTheSameInReplay()
    {
        await using var fixture = new EngineFixture(r => r.AddOrchestratorFunc<string[]>("Ids", async context =>
        {
            var first = context.NewGuid();
            var at = context.CurrentUtcDateTime;
            context.SetCustomStatus($"{first} {at:O}");
            await context.WaitForExternalEvent<string>("go");
            return [$"{first} {at:O}", context.NewGuid().ToString(), first.ToString()];
        }));
        await fixture.StartAsync("Ids", "i");
        var before = (await fixture.Client.GetInstanceAsync("i", true))!.ReadCustomStatusAs<string>();
        await fixture.CrashAndRestartAsync();
        await fixture.Client.RaiseEventAsync("i", "go");
        var ids = (await fixture.EndOfAsync("i")).ReadOutputAs<string[]>()!;
        Assert.Equal(before, ids[0]);
        Assert.NotEqual(ids[1], ids[2]);
    }

    [Fact]
    public async Task Context_IsReplaying_OnlyWhileRepeating()
    {
        var seen = new List<bool>();
        await using var fixture = new EngineFixture(r => r.AddOrchestratorFunc("Look", async context =>
        {
            lock (seen) seen.Add(context.IsReplaying);
            await context.WaitForExternalEvent<string>("go");
            lock (seen) seen.Add(context.IsReplaying);
        }));
        await fixture.StartAsync("Look", "i");
        await fixture.CrashAndRestartAsync();
        await fixture.Client.RaiseEventAsync("i", "go");
        await fixture.EndOfAsync("i");
        Assert.Equal([false, true, false], seen);
    }

    [Fact]
    public async Task Orchestrator_AwaitsSomethingNonDurable_FailsClearly()
    {
        await using var fixture = new EngineFixture(r => r.AddOrchestratorFunc("Delay", _ => new TaskCompletionSource().Task));
        var end = await fixture.RunAsync("Delay");
        Assert.Equal(typeof(NonDurableAwaitException).FullName, end.FailureDetails!.ErrorType);
    }

    [Fact]
    public async Task Run_ThousandInParallel_AllEnd()
    {
        await using var fixture = new EngineFixture(Chain);
        var ends = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(i => fixture.RunAsync("Chain", $"{i}-")));
        Assert.All(ends, (end, i) => Assert.Equal($"{i}-123", end.ReadOutputAs<string>()));
    }

    [Fact]
    public async Task Entities_AreRefused()
    {
        await using var fixture = new EngineFixture(_ => { });
        Assert.Throws<NotSupportedException>(() => fixture.Client.Entities);
    }

    internal static void Chain(DurableTaskRegistry registry)
    {
        for (var i = 1; i <= 3; i++)
        {
            var n = i;
            registry.AddActivityFunc<string, string>($"Add{n}", (_, text) => $"{text}{n}");
        }

        registry.AddOrchestratorFunc<string, string>("Chain", async (context, text) =>
        {
            for (var i = 1; i <= 3; i++) text = await context.CallActivityAsync<string>($"Add{i}", text);
            return text;
        });
    }
}
