using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Compat.Tests.Behaviour;

/// <summary>A context whose timers and events are completed by the test.</summary>
internal sealed class FakeContext(ILoggerFactory loggers) : TaskOrchestrationContext
{
    public TaskCompletionSource TimerFires { get; } = new();

    public TaskCompletionSource<object> EventArrives { get; } = new();

    public DateTime? TimerFiresAt { get; private set; }

    public CancellationToken TimerCancellation { get; private set; }

    public bool Replaying { get; set; }

    public override TaskName Name => "fake";

    public override string InstanceId => "instance";

    public override ParentOrchestrationInstance? Parent => null;

    public override DateTime CurrentUtcDateTime => DateTime.UnixEpoch;

    public override bool IsReplaying => Replaying;

    public override string Version => "1.10";

    protected override ILoggerFactory LoggerFactory => loggers;

    public override T GetInput<T>() => default!;

    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null) =>
        Task.FromResult((TResult)(object)$"{name}({input})");

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        (TimerFiresAt, TimerCancellation) = (fireAt, cancellationToken);
        return TimerFires.Task.WaitAsync(cancellationToken);
    }

    public override async Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default) =>
        (T)await EventArrives.Task.WaitAsync(cancellationToken);

    public override void SendEvent(string instanceId, string eventName, object payload)
    {
    }

    public override void SetCustomStatus(object? customStatus)
    {
    }

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null) => Task.FromResult(default(TResult)!);

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true)
    {
    }

    public override Guid NewGuid() => Guid.Empty;
}
