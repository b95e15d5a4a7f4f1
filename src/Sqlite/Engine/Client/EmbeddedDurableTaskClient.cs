using DurableTeams.Sqlite.Engine.Failures;
using DurableTeams.Sqlite.Engine.Orchestrations;
using DurableTeams.Sqlite.Engine.Sequencing;
using DurableTeams.Sqlite.Engine.Sequencing.Messages;
using DurableTeams.Sqlite.Engine.Sequencing.Turns;
using DurableTeams.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTeams.Sqlite.Engine.Client;

/// <summary>
/// The engine's client: starts instances, raises events and waits. What it acknowledges is durable. A request that it answers
/// with a <see cref="StoreUnavailableException"/> may still be done. The other part of this class has the management.
/// </summary>
internal sealed partial class EmbeddedDurableTaskClient : DurableTaskClient
{
    private readonly EngineServices _services;
    private readonly Func<SequencerMessage, bool> _enqueue;
    private readonly InstanceWaiters _waiters;
    private readonly DataConverter _converter;

    public EmbeddedDurableTaskClient(
        string name, EngineServices services, Func<SequencerMessage, bool> enqueue, InstanceWaiters waiters) : base(name)
    {
        _services = services;
        _enqueue = enqueue;
        _waiters = waiters;
        _converter = services.Options.Converter;
    }

    /// <summary>
    /// Starts an instance. If an instance that has not ended has the id, the start is refused. The exception:
    /// <see cref="StartOrchestrationOptions.DedupeStatuses"/> is given without that instance's status; then the instance is
    /// terminated and replaced. An instance that has ended is replaced, unless its status is among them.
    /// </summary>
    /// <exception cref="ArgumentException">A status is unknown, or the statuses contradict each other.</exception>
    /// <exception cref="OrchestrationAlreadyExistsException">The id is taken.</exception>
    public override Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName,
        object? input = null,
        StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(orchestratorName.Name, nameof(orchestratorName));
        DedupeStatuses.Validate(options?.DedupeStatuses);
        var request = new StartRequest(
            options?.InstanceId ?? Guid.NewGuid().ToString("N"), orchestratorName.Name, _converter.Serialize(input))
        {
            Version = options?.Version?.Version,
            Tags = options?.Tags,
            StartAt = options?.StartAt?.UtcTicks,
        };
        return SendAsync(runner => runner.Start(request, refused: options?.DedupeStatuses), cancellation);
    }

    /// <summary>Raises an event. An accepted event is never lost, whether an orchestrator waits for it yet or not.</summary>
    /// <exception cref="InstanceNotFoundException">There is no such instance.</exception>
    /// <exception cref="InstanceFinishedException">The instance has ended.</exception>
    public override Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        var payload = _converter.Serialize(eventPayload);
        return SendAsync(
            runner =>
            {
                runner.Raise(runner.Require(instanceId), eventName, payload);
                return true;
            },
            cancellation);
    }

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitForAsync(instanceId, getInputsAndOutputs, status => status != OrchestrationRuntimeStatus.Pending, cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitForAsync(instanceId, getInputsAndOutputs, status => status.IsFinished(), cancellation);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<OrchestrationMetadata> WaitForAsync(
        string instanceId, bool withPayloads, Func<OrchestrationRuntimeStatus, bool> isReached,
        CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        while (true)
        {
            var change = _waiters.NextChange(instanceId);
            var stopped = _waiters.IsStopped;
            var instance = _services.Queries.Find(instanceId, withPayloads) ?? throw new InstanceNotFoundException(instanceId);
            if (isReached(instance.RuntimeStatus)) return instance;
            if (stopped)
                throw new ObjectDisposedException(
                    nameof(EmbeddedEngine), "The engine has stopped; what is unfinished goes on when it is started again.");
            await change.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<T> SendAsync<T>(Func<TurnRunner, T> request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_services.Database.Unavailable is { } reason) throw reason;
        var message = new ClientMessage<T>(request);
        ObjectDisposedException.ThrowIf(!_enqueue(message), typeof(EmbeddedEngine));
        return await AnswerAsync(message.Answer, cancellationToken).ConfigureAwait(false);
    }

    // An accepted request is written once the storage works again, perhaps long after its caller gave up.
    private async Task<T> AnswerAsync<T>(Task<T> answer, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await answer.WaitAsync(_services.Database.Patience, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException) when (!answer.IsCompleted)
            {
                if (_services.Database.Unavailable is { } reason) throw reason;
            }
        }
    }
}
