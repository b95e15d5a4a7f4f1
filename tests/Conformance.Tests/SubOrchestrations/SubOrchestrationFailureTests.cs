namespace DurableTeams.Conformance.Tests.SubOrchestrations;

public sealed class SubOrchestrationFailureTests : ConformanceTest
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(1);

    [Fact]
    public async Task CallSubOrchestrator_ChildThrows_ThrowsTaskFailedExceptionWithDetails()
    {
        Tasks
            .AddOrchestratorFunc("Main", async context =>
            {
                var failed = await Assert.ThrowsAsync<TaskFailedException>(() => context.CallSubOrchestratorAsync("Child"));
                Assert.Equal("Child", failed.TaskName);
                Assert.True(failed.FailureDetails.IsCausedBy<InvalidOperationException>());
                Assert.Equal("inner", failed.FailureDetails.InnerFailure?.ErrorMessage);
                return failed.FailureDetails.ErrorMessage;
            })
            .AddOrchestratorFunc("Child",
                Task (_) => throw new InvalidOperationException("outer", new TimeoutException("inner")));
        await StartAsync();

        Assert.Equal("outer", await RunAsync<string>("Main"));
    }

    [Fact]
    public async Task CallSubOrchestrator_ChildsActivityThrows_CauseIsTheInnerFailure()
    {
        Tasks
            .AddOrchestratorFunc("Main", async context =>
            {
                var failed = await Assert.ThrowsAsync<TaskFailedException>(() => context.CallSubOrchestratorAsync("Child"));
                Assert.True(failed.FailureDetails.IsCausedBy<TaskFailedException>());
                Assert.Contains("Refuse", failed.FailureDetails.ErrorMessage, StringComparison.Ordinal);
                Assert.True(failed.FailureDetails.InnerFailure?.IsCausedBy<TimeoutException>());
                return failed.FailureDetails.InnerFailure?.ErrorMessage;
            })
            .AddOrchestratorFunc("Child", context => context.CallActivityAsync("Refuse"))
            .AddActivityFunc("Refuse", void (_) => throw new TimeoutException("the cause"));
        await StartAsync();

        Assert.Equal("the cause", await RunAsync<string>("Main"));
    }

    [Fact]
    public async Task CallSubOrchestrator_TwoLevelsDown_FailureKeepsEveryLevel()
    {
        Tasks
            .AddOrchestratorFunc("Main", context => context.CallSubOrchestratorAsync("Child"))
            .AddOrchestratorFunc("Child", context => context.CallSubOrchestratorAsync("Grandchild"))
            .AddOrchestratorFunc("Grandchild", context => context.CallActivityAsync("Refuse"))
            .AddActivityFunc("Refuse",
                void (_) => throw new TimeoutException("the cause", new InvalidOperationException("its cause")));
        await StartAsync();

        var failure = await FailureOfAsync(await ScheduleAsync("Main"));

        Assert.Contains("Child", failure.ErrorMessage, StringComparison.Ordinal);
        var child = failure.InnerFailure;
        Assert.True(child?.IsCausedBy<TaskFailedException>());
        Assert.Contains("Grandchild", child?.ErrorMessage, StringComparison.Ordinal);
        var grandchild = child?.InnerFailure;
        Assert.True(grandchild?.IsCausedBy<TaskFailedException>());
        Assert.Contains("Refuse", grandchild?.ErrorMessage, StringComparison.Ordinal);
        Assert.True(grandchild?.InnerFailure?.IsCausedBy<TimeoutException>());
        Assert.Equal("the cause", grandchild?.InnerFailure?.ErrorMessage);
        Assert.Equal("its cause", grandchild?.InnerFailure?.InnerFailure?.ErrorMessage);
    }

    [Fact]
    public async Task CallSubOrchestrator_NotRegistered_FailsWithoutRetry()
    {
        var handled = new Calls();
        var retry = TaskOptions.FromRetryHandler(_ =>
        {
            handled.Add("handler");
            return false;
        });
        Tasks.AddOrchestratorFunc("Main", context => context.CallSubOrchestratorAsync("Nowhere", retry));
        await StartAsync();

        Assert.Contains("Nowhere", (await FailureOfAsync(await ScheduleAsync("Main"))).ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(0, handled.Count);
    }

    [Fact]
    public async Task CallSubOrchestrator_ChildIsTerminated_FailsTheCall()
    {
        Tasks
            .AddOrchestratorFunc("Main", async context =>
            {
                await Assert.ThrowsAsync<TaskFailedException>(() => context.CallSubOrchestratorAsync(
                    "Child", new SubOrchestrationOptions { InstanceId = "child-1" }));
                return "failed";
            })
            .AddOrchestratorFunc("Child", context => context.WaitForExternalEvent<string>("never"));
        await StartAsync();

        var id = await ScheduleAsync("Main");
        await UntilStatusAsync("child-1", OrchestrationRuntimeStatus.Running);
        await Client.TerminateInstanceAsync("child-1", Deadline);

        Assert.Equal("failed", await ResultOfAsync<string>(id));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("child-1")]
    public async Task RetryPolicy_ChildFailsTwice_ReturnsTheThirdResult(string? childId)
    {
        var calls = new Calls();
        var options = new SubOrchestrationOptions(new RetryPolicy(5, Soon), childId);
        Tasks
            .AddOrchestratorFunc("Main", context => context.CallSubOrchestratorAsync<int>("Child", options))
            .AddOrchestratorFunc("Child", async context =>
            {
                var attempt = await context.CallActivityAsync<int>("Count");
                return attempt > 2 ? attempt : throw new TimeoutException("again");
            })
            .AddActivityFunc("Count", _ => calls.Add("call"));
        await StartAsync();

        Assert.Equal(3, await RunAsync<int>("Main"));
        Assert.Equal(3, calls.Count);
    }

    [Fact]
    public async Task RetryPolicy_ChildKeepsFailing_FailsWithTheLastFailure()
    {
        var calls = new Calls();
        Tasks
            .AddOrchestratorFunc("Main", context => context.CallSubOrchestratorAsync(
                "Child", TaskOptions.FromRetryPolicy(new RetryPolicy(3, Soon))))
            .AddOrchestratorFunc("Child", async context =>
                throw new TimeoutException($"attempt {await context.CallActivityAsync<int>("Count")}"))
            .AddActivityFunc("Count", _ => calls.Add("call"));
        await StartAsync();

        Assert.Equal("attempt 3", (await FailureOfAsync(await ScheduleAsync("Main"))).InnerFailure?.ErrorMessage);
        Assert.Equal(3, calls.Count);
    }

    [Fact]
    public async Task RetryHandler_ChildFails_SeesItsFailure()
    {
        var seen = new Calls();
        var retry = TaskOptions.FromRetryHandler(retryContext =>
        {
            seen.Add($"{retryContext.LastAttemptNumber} {retryContext.LastFailure.ErrorMessage}");
            return retryContext.LastFailure.IsCausedBy<TimeoutException>() && retryContext.LastAttemptNumber < 2;
        });
        Tasks
            .AddOrchestratorFunc("Main", async context =>
            {
                await Assert.ThrowsAsync<TaskFailedException>(() => context.CallSubOrchestratorAsync("Child", retry));
                return "given up";
            })
            .AddOrchestratorFunc("Child", Task (_) => throw new TimeoutException("late"));
        await StartAsync();

        Assert.Equal("given up", await RunAsync<string>("Main"));
        Assert.Equal(["1 late", "2 late"], seen.All.Distinct());
    }
}
