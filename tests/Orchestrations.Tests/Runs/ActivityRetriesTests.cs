using DurableTeams.Contracts;
using DurableTeams.Storage;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableTeams.Orchestrations.Tests.Runs;

public sealed class ActivityRetriesTests
{
    private static readonly TaskFailureDetails Broken = Failure(new InvalidOperationException("broken"));

    // As the embedded engine, and as the Functions host tell them.
    public static TheoryData<string, string> Away => new()
    {
        { typeof(StoreUnavailableException).FullName!, "whatever" },
        { "System.AggregateException", $"One or more errors occurred. ({new StoreUnavailableException("gone").Message})" },
        { "(unknown)", new StoreUnavailableException("gone").Message },
    };

    [Theory]
    [MemberData(nameof(Away))]
    public async Task AgainAsync_StorageAway_HasNoLastAttempt(string type, string message)
    {
        var (retries, context) = (new ActivityRetries(), new TimerContext());
        for (var attempt = 1; attempt <= 100; attempt++)
            Assert.True(
                await retries.AgainAsync(Retry(context, attempt, new TaskFailureDetails(type, message, null, null, null))));
        Assert.Equal([1, 2, 4, 8, 16, 30, 30], context.Waits.Take(7).Select(wait => wait.TotalSeconds));
        Assert.Equal(TimeSpan.FromSeconds(30), context.Waits.Max());
    }

    [Fact]
    public async Task AgainAsync_WorkerOfAFunctionsHostDied_HasNoLastAttempt()
    {
        var exit = new TaskFailureDetails(
            "Microsoft.Azure.WebJobs.Script.Workers.WorkerProcessExitException",
            "dotnet exited with code 137 (0x89)",
            null,
            null,
            null);
        var failure = new TaskFailureDetails(
            "Microsoft.Azure.WebJobs.Host.FunctionInvocationException",
            "Exception while executing function: Functions.ToolCall",
            null,
            exit,
            null);
        var (retries, context) = (new ActivityRetries(), new TimerContext());
        for (var attempt = 1; attempt <= 20; attempt++) Assert.True(await retries.AgainAsync(Retry(context, attempt, failure)));
    }

    [Fact]
    public async Task AgainAsync_AnythingElse_IsTriedFiveTimesHoweverLongTheStorageWasAway()
    {
        var (retries, context) = (new ActivityRetries(), new TimerContext());
        for (var attempt = 1; attempt <= 20; attempt++)
            Assert.True(await retries.AgainAsync(Retry(context, attempt, Failure(new StoreUnavailableException("gone")))));
        for (var attempt = 21; attempt <= 24; attempt++) Assert.True(await retries.AgainAsync(Retry(context, attempt, Broken)));
        Assert.False(await retries.AgainAsync(Retry(context, 25, Broken)));
    }

    private static TaskFailureDetails Failure(Exception exception) => TaskFailureDetails.FromException(exception);

    private static RetryContext Retry(TaskOrchestrationContext context, int attempt, TaskFailureDetails failure) =>
        new(context, attempt, failure, TimeSpan.Zero, CancellationToken.None);

    /// <summary>A context whose timers are over at once.</summary>
    private sealed class TimerContext : TaskOrchestrationContext
    {
        private DateTime _now = DateTime.UnixEpoch;

        public List<TimeSpan> Waits { get; } = [];

        public override TaskName Name => TaskNames.RunTeam;

        public override string InstanceId => "r1";

        public override ParentOrchestrationInstance? Parent => null;

        public override DateTime CurrentUtcDateTime => _now;

        public override bool IsReplaying => false;

        protected override ILoggerFactory LoggerFactory => NullLoggerFactory.Instance;

        public override T GetInput<T>() => default!;

        public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
        {
            Waits.Add(fireAt - _now);
            _now = fireAt;
            return Task.CompletedTask;
        }

        public override Task<TResult> CallActivityAsync<TResult>(
            TaskName name, object? input = null, TaskOptions? options = null) =>
            throw new NotSupportedException();

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
