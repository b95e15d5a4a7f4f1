using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTeams.Compat.Tests.Behaviour;

public sealed class OptionsTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void RetryPolicy_OnlyRequiredArguments_HasOfficialDefaults()
    {
        var policy = new RetryPolicy(3, Second);
        Assert.Equal(1.0, policy.BackoffCoefficient);
        Assert.Equal(TimeSpan.FromHours(1), policy.MaxRetryInterval);
        Assert.Equal(Timeout.InfiniteTimeSpan, policy.RetryTimeout);
        Assert.True(policy.Handle(new TimeoutException()));
    }

    [Fact]
    public void RetryPolicy_ImpossibleArgument_IsNamed()
    {
        Assert.Equal("maxNumberOfAttempts", Refused(() => new RetryPolicy(0, Second)));
        Assert.Equal("firstRetryInterval", Refused(() => new RetryPolicy(1, TimeSpan.Zero)));
        Assert.Equal("backoffCoefficient", Refused(() => new RetryPolicy(1, Second, 0.9)));
        Assert.Equal("maxRetryInterval", Refused(() => new RetryPolicy(1, Second, 1, Second / 2)));
        Assert.Equal("retryTimeout", Refused(() => new RetryPolicy(1, Second, 1, null, Second / 2)));
    }

    [Fact]
    public void RetryPolicy_InfiniteIntervals_AreAllowed()
    {
        var policy = new RetryPolicy(1, Second, 2, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Assert.Equal(Timeout.InfiniteTimeSpan, policy.MaxRetryInterval);
    }

    [Fact]
    public async Task FromRetryHandler_SynchronousHandler_IsAsked()
    {
        var options = TaskOptions.FromRetryHandler((RetryContext context) => context.LastAttemptNumber < 2);
        Assert.Null(options.Retry!.Policy);
        Assert.True(await options.Retry.Handler!(Attempt(1)));
        Assert.False(await options.Retry.Handler(Attempt(2)));
    }

    [Fact]
    public void WithInstanceId_OptionsWithEverything_KeepsIt()
    {
        var tags = new Dictionary<string, string> { ["a"] = "b" };
        var options = new TaskOptions(new RetryPolicy(2, Second), tags) { Version = "1" };
        var child = options.WithInstanceId("child");
        Assert.Equal("child", child.InstanceId);
        Assert.Equal(2, child.Retry!.Policy!.MaxNumberOfAttempts);
        Assert.Same(tags, child.Tags);
        Assert.Equal("1", child.Version!.Value.Version);
    }

    [Fact]
    public void SubOrchestrationOptions_FromOthers_KeepTheirIdUnlessTold()
    {
        TaskOptions first = new SubOrchestrationOptions(instanceId: "one");
        Assert.Equal("one", new SubOrchestrationOptions(first).InstanceId);
        Assert.Equal("two", new SubOrchestrationOptions(first, "two").InstanceId);
    }

    [Fact]
    public void With_StartOptions_CopiesEveryProperty()
    {
        var start = new StartOrchestrationOptions("id", DateTimeOffset.UnixEpoch) { Version = "2" }
            .WithDedupeStatuses(OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Pending);
        var copy = start with { InstanceId = "other" };
        Assert.Equal(["Running", "Pending"], copy.DedupeStatuses!);
        Assert.Equal(DateTimeOffset.UnixEpoch, copy.StartAt);
        Assert.Equal("2", copy.Version!.Value.Version);
        Assert.Empty(copy.Tags);
    }

    private static RetryContext Attempt(int number) =>
        new(null!, number, TaskFailureDetails.FromException(new TimeoutException()), Second, CancellationToken.None);

    private static string? Refused(Func<RetryPolicy> create) => Assert.Throws<ArgumentOutOfRangeException>(create).ParamName;
}
