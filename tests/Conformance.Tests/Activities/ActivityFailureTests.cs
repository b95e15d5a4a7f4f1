namespace DurableTeams.Conformance.Tests.Activities;

public sealed class ActivityFailureTests : ConformanceTest
{
    private static OrderRefusedException Nested() => new(
        "first", new InvalidOperationException("second", new TimeoutException("third")));

    [Fact]
    public async Task CallActivity_ThatThrows_ThrowsTaskFailedExceptionWithDetails()
    {
        Tasks
            .AddOrchestratorFunc("Main", async context =>
            {
                var failed = await Assert.ThrowsAsync<TaskFailedException>(() => context.CallActivityAsync("Refuse"));
                Assert.Equal("Refuse", failed.TaskName);
                Assert.Contains("Refuse", failed.Message, StringComparison.Ordinal);
                Assert.Contains("first", failed.Message, StringComparison.Ordinal);
                Assert.Contains($"#{failed.TaskId}", failed.Message, StringComparison.Ordinal);
                Assert.Equal(typeof(OrderRefusedException).FullName, failed.FailureDetails.ErrorType);
                Assert.Equal("first", failed.FailureDetails.ErrorMessage);
                Assert.False(string.IsNullOrEmpty(failed.FailureDetails.StackTrace));
                Assert.True(failed.FailureDetails.IsCausedBy<OrderRefusedException>());
                Assert.True(failed.FailureDetails.IsCausedBy<ArgumentException>());
                Assert.False(failed.FailureDetails.IsCausedBy<TimeoutException>());
                return "caught";
            })
            .AddActivityFunc("Refuse", _ => throw Nested());
        await StartAsync();

        Assert.Equal("caught", await RunAsync<string>("Main"));
    }

    [Fact]
    public async Task CallActivity_ThrowsWithInnerExceptions_KeepsTheChain()
    {
        Tasks
            .AddOrchestratorFunc("Main", async context =>
            {
                var failed = await Assert.ThrowsAsync<TaskFailedException>(() => context.CallActivityAsync("Refuse"));
                var second = failed.FailureDetails.InnerFailure;
                Assert.Equal(("second", true), (second?.ErrorMessage, second?.IsCausedBy<InvalidOperationException>()));
                var third = second?.InnerFailure;
                Assert.Equal(("third", true), (third?.ErrorMessage, third?.IsCausedBy<TimeoutException>()));
                Assert.Null(third?.InnerFailure);
                return "caught";
            })
            .AddActivityFunc("Refuse", _ => throw Nested());
        await StartAsync();

        Assert.Equal("caught", await RunAsync<string>("Main"));
    }

    [Fact]
    public async Task CallActivity_OfAValueTypeWithoutInput_Fails()
    {
        Tasks
            .AddOrchestratorFunc("Main", context => context.CallActivityAsync<int>("Double"))
            .AddOrchestratorFunc("Optional", context => context.CallActivityAsync<int>("DoubleOrNone"))
            .AddActivityFunc<int, int>("Double", (_, number) => 2 * number)
            .AddActivityFunc<int?, int>("DoubleOrNone", (_, number) => 2 * number ?? -1);
        await StartAsync();

        var failure = await FailureOfAsync(await ScheduleAsync("Main"));

        Assert.True(failure.InnerFailure?.IsCausedBy<System.Text.Json.JsonException>());
        Assert.Equal(-1, await RunAsync<int>("Optional"));
    }

    [Fact]
    public async Task Orchestrator_DoesNotCatchAFailedActivity_FailsWithItAsInnerFailure()
    {
        Tasks
            .AddOrchestratorFunc("Main", context => context.CallActivityAsync("Refuse"))
            .AddActivityFunc("Refuse", _ => throw Nested());
        await StartAsync();

        var failure = await FailureOfAsync(await ScheduleAsync("Main"));

        Assert.Equal(typeof(TaskFailedException).FullName, failure.ErrorType);
        Assert.Contains("Refuse", failure.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("first", failure.ErrorMessage, StringComparison.Ordinal);
        var messages =
            new[] { failure.InnerFailure, failure.InnerFailure?.InnerFailure, failure.InnerFailure?.InnerFailure?.InnerFailure };
        Assert.Equal(["first", "second", "third"], messages.Select(inner => inner?.ErrorMessage));
        Assert.Equal(typeof(OrderRefusedException).FullName, failure.InnerFailure?.ErrorType);
    }

    [Fact]
    public async Task Orchestrator_Throws_FailsWithTypeMessageAndInnerFailure()
    {
        Tasks.AddOrchestratorFunc("Main", _ => throw Nested());
        await StartAsync();

        var failure = await FailureOfAsync(await ScheduleAsync("Main"));

        Assert.Equal((typeof(OrderRefusedException).FullName, "first"), (failure.ErrorType, failure.ErrorMessage));
        Assert.Equal("second", failure.InnerFailure?.ErrorMessage);
        Assert.Equal("third", failure.InnerFailure?.InnerFailure?.ErrorMessage);
    }

    [Fact]
    public async Task Orchestrator_ThrowsAfterAnActivity_Fails()
    {
        Tasks
            .AddOrchestratorFunc("Main", async context =>
            {
                await context.CallActivityAsync("Work");
                throw new InvalidOperationException("after the work");
            })
            .AddActivityFunc("Work", _ => { });
        await StartAsync();

        var failure = await FailureOfAsync(await ScheduleAsync("Main"));

        Assert.Equal("after the work", failure.ErrorMessage);
        Assert.True(failure.IsCausedBy<InvalidOperationException>());
    }

    [Fact]
    public async Task CallActivity_FailsAndIsCaught_OrchestratorGoesOn()
    {
        Tasks
            .AddOrchestratorFunc("Main", async context =>
            {
                var text = "";
                foreach (var name in new[] { "Work", "Refuse", "RefuseLater", "Work" })
                {
                    try
                    {
                        text += await context.CallActivityAsync<string>(name);
                    }
                    catch (TaskFailedException e)
                    {
                        text += $"[{e.FailureDetails.ErrorMessage}]";
                    }
                }

                return text;
            })
            .AddActivityFunc("Work", _ => "+")
            .AddActivityFunc("Refuse", string (_) => throw new InvalidOperationException("no"))
            .AddActivityFunc("RefuseLater", async Task<string> (_) =>
            {
                await Task.Yield();
                throw new InvalidOperationException("not later either");
            });
        await StartAsync();

        Assert.Equal("+[no][not later either]+", await RunAsync<string>("Main"));
    }

    [Fact]
    public async Task CallActivity_ThrowsOperationCanceled_IsAFailureLikeAnyOther()
    {
        Tasks
            .AddOrchestratorFunc("Main", async context =>
            {
                var failed = await Assert.ThrowsAsync<TaskFailedException>(() => context.CallActivityAsync("Cancel"));
                return failed.FailureDetails.ErrorType;
            })
            .AddActivityFunc("Cancel", Task (_) => Task.FromCanceled(new CancellationToken(canceled: true)));
        await StartAsync();

        Assert.Equal(typeof(TaskCanceledException).FullName, await RunAsync<string>("Main"));
    }

    [Fact]
    public async Task CallActivity_NotRegistered_FailsWithoutRetry()
    {
        var handled = new Calls();
        var retry = TaskOptions.FromRetryHandler(_ =>
        {
            handled.Add("handler");
            return false;
        });
        Tasks.AddOrchestratorFunc("Main", context => context.CallActivityAsync("Nowhere", retry));
        await StartAsync();

        var failure = await FailureOfAsync(await ScheduleAsync("Main"));

        Assert.Contains("Nowhere", failure.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(0, handled.Count);
    }

    [Fact]
    public async Task Schedule_OrchestratorNotRegistered_InstanceFails()
    {
        await StartAsync();

        var failure = await FailureOfAsync(await ScheduleAsync("Nowhere"));

        Assert.Contains("Nowhere", failure.ErrorMessage, StringComparison.Ordinal);
    }

    private sealed class OrderRefusedException(string message, Exception inner) : ArgumentException(message, inner);
}
