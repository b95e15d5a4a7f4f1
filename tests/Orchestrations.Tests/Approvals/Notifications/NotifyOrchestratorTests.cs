using DurableTeams.Contracts;
using DurableTeams.Runs.Orchestrators;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableTeams.Orchestrations.Tests.Approvals.Notifications;

public sealed class NotifyOrchestratorTests
{
    private static readonly NotifyInput Input = new("r1", "r1.1-1-0");

    [Fact]
    public async Task Run_ToldAtOnce_WaitsForNothing()
    {
        var context = new Clock(_ => new NotifyResult(TryAgain: false));
        Assert.True(await new NotifyOrchestrator().RunAsync(context, Input));
        Assert.Empty(context.Waits);
    }

    [Fact]
    public async Task Run_FailsAFewTimes_WaitsLongerEachTimeAndCountsAttempts()
    {
        var context = new Clock(attempt => new NotifyResult(TryAgain: attempt < 5));
        Assert.True(await new NotifyOrchestrator().RunAsync(context, Input));
        Assert.Equal([1, 2, 4, 8], context.Waits.Select(wait => wait.TotalSeconds));
        Assert.Equal([1, 2, 3, 4, 5], context.Attempts);
    }

    [Fact]
    public async Task Run_AskedToWaitLonger_Does()
    {
        var context = new Clock(attempt => new NotifyResult(TryAgain: attempt < 3, attempt == 1 ? 90_000 : 1));
        Assert.True(await new NotifyOrchestrator().RunAsync(context, Input));
        Assert.Equal([90, 2], context.Waits.Select(wait => wait.TotalSeconds));
    }

    [Fact]
    public async Task Run_NeverTold_GivesUpWithinADay()
    {
        var context = new Clock(_ => new NotifyResult(TryAgain: true));
        Assert.False(await new NotifyOrchestrator().RunAsync(context, Input));
        Assert.True(context.Waits.Max() <= TimeSpan.FromHours(1));
        Assert.InRange(context.Waits.Sum(wait => wait.TotalHours), 22, 24);
    }

    /// <summary>A context whose timers are over at once, and whose attempts end as the test says.</summary>
    private sealed class Clock(Func<int, NotifyResult> answer) : TaskOrchestrationContext
    {
        private DateTime _now = DateTime.UnixEpoch;

        public List<TimeSpan> Waits { get; } = [];

        public List<int> Attempts { get; } = [];

        public override TaskName Name => TaskNames.Notify;

        public override string InstanceId => "r1.1-1-0-notify";

        public override ParentOrchestrationInstance? Parent => null;

        public override DateTime CurrentUtcDateTime => _now;

        public override bool IsReplaying => false;

        protected override ILoggerFactory LoggerFactory => NullLoggerFactory.Instance;

        public override T GetInput<T>() => default!;

        public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
        {
            Assert.Equal(TaskNames.NotifyCall, name.Name);
            var asked = Assert.IsType<NotifyInput>(input);
            Attempts.Add(asked.Attempt);
            return Task.FromResult((TResult)(object)answer(asked.Attempt));
        }

        public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
        {
            Waits.Add(fireAt - _now);
            _now = fireAt;
            return Task.CompletedTask;
        }

        public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public override void SendEvent(string instanceId, string eventName, object payload) => throw new NotSupportedException();

        public override void SetCustomStatus(object? customStatus) => throw new NotSupportedException();

        public override Task<TResult> CallSubOrchestratorAsync<TResult>(
            TaskName orchestratorName, object? input = null, TaskOptions? options = null) =>
            throw new NotSupportedException();

        public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) =>
            throw new NotSupportedException();

        public override Guid NewGuid() => throw new NotSupportedException();
    }
}
