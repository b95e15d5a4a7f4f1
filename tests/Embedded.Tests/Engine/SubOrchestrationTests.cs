using DurableTeams.Sqlite.Engine.Failures;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTeams.Embedded.Tests.Engine;

public sealed class SubOrchestrationTests
{
    [Fact]
    public async Task CallSubOrchestrator_Completes_ReturnsItsResultInOneCommit()
    {
        await using var fixture = new EngineFixture(r => r
            .AddOrchestratorFunc<string, string>(
                "Child",
                (context, text) => $"{text} {context.Parent!.InstanceId} {context.Parent.Name}")
            .AddOrchestratorFunc<string>("Parent", context => context.CallSubOrchestratorAsync<string>("Child", "hello")));
        var before = fixture.Database.Statistics.Commits;
        var end = await fixture.RunAsync("Parent", id: "p");
        Assert.Equal("hello p Parent", end.ReadOutputAs<string>());
        Assert.Equal(1, fixture.Database.Statistics.Commits - before);
    }

    [Fact]
    public async Task CallSubOrchestrator_ActivityInItFails_InnerFailureIsTheCause()
    {
        await using var fixture = new EngineFixture(r => r
            .AddActivityFunc<string>("Fail", string (_) => throw new InvalidOperationException("deep"))
            .AddOrchestratorFunc<string>("Child", context => context.CallActivityAsync<string>("Fail"))
            .AddOrchestratorFunc<string[]>("Parent", async context =>
            {
                try
                {
                    await context.CallSubOrchestratorAsync<string>("Child");
                    return [];
                }
                catch (TaskFailedException e)
                {
                    return
                    [
                        e.TaskName,
                        e.FailureDetails.ErrorType,
                        e.FailureDetails.InnerFailure!.ErrorType,
                        e.FailureDetails.InnerFailure.ErrorMessage
                    ];
                }
            }));
        Assert.Equal(
            ["Child", typeof(TaskFailedException).FullName!, typeof(InvalidOperationException).FullName!, "deep"],
            (await fixture.RunAsync("Parent")).ReadOutputAs<string[]>()!);
    }

    [Fact]
    public async Task CallSubOrchestrator_IdInUse_FailsTheCall()
    {
        await using var fixture = new EngineFixture(r => r
            .AddOrchestratorFunc<string>("Wait", context => context.WaitForExternalEvent<string>("data"))
            .AddOrchestratorFunc<string>("Parent", async context =>
            {
                try
                {
                    return await context.CallSubOrchestratorAsync<string>("Wait", new TaskOptions().WithInstanceId("taken"));
                }
                catch (TaskFailedException e)
                {
                    return e.FailureDetails.ErrorType;
                }
            }));
        await fixture.StartAsync("Wait", "taken");
        Assert.Equal(
            typeof(OrchestrationAlreadyExistsException).FullName, (await fixture.RunAsync("Parent")).ReadOutputAs<string>());
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await fixture.Client.GetInstanceAsync("taken"))!.RuntimeStatus);
    }

    [Fact]
    public async Task CallSubOrchestrator_ChildEndsAfterRestart_ParentGetsTheAnswer()
    {
        await using var fixture = new EngineFixture(Nested);
        await fixture.StartAsync("Parent", "p");
        await fixture.CrashAndRestartAsync();
        await fixture.Client.RaiseEventAsync("child", "data", "x");
        Assert.Equal("x", (await fixture.EndOfAsync("p")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Terminate_Recursive_EndsTheChildrenToo()
    {
        await using var fixture = new EngineFixture(Nested);
        await fixture.StartAsync("Parent", "p");
        await fixture.CrashAndRestartAsync();
        await fixture.Client.TerminateInstanceAsync("p", new TerminateInstanceOptions("why", Recursive: true));
        var end = await fixture.EndOfAsync("p");
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, end.RuntimeStatus);
        Assert.Equal("why", end.ReadOutputAs<string>());
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await fixture.EndOfAsync("child")).RuntimeStatus);
    }

    [Fact]
    public async Task Terminate_Child_FailsTheParentsCall()
    {
        await using var fixture = new EngineFixture(Nested);
        await fixture.StartAsync("Parent", "p");
        await fixture.Client.TerminateInstanceAsync("child");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await fixture.EndOfAsync("p")).RuntimeStatus);
    }

    [Fact]
    public async Task FanOut_ManySubOrchestrations_AllAnswer()
    {
        await using var fixture = new EngineFixture(r => r
            .AddActivityFunc<int, int>("Same", (_, n) => n)
            .AddOrchestratorFunc<int, int>("Child", (context, n) => context.CallActivityAsync<int>("Same", n))
            .AddOrchestratorFunc<int>("Parent", async context =>
                (await Task.WhenAll(
                    Enumerable.Range(0, 200).Select(n => context.CallSubOrchestratorAsync<int>("Child", n)))).Sum()));
        Assert.Equal(19_900, (await fixture.RunAsync("Parent")).ReadOutputAs<int>());
    }

    internal static void Nested(DurableTaskRegistry registry) => registry
        .AddOrchestratorFunc<string>("Child", context => context.WaitForExternalEvent<string>("data"))
        .AddOrchestratorFunc<string>(
            "Parent", context => context.CallSubOrchestratorAsync<string>("Child", new TaskOptions().WithInstanceId("child")));
}
