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
/// The engine's client: starts instances, raises events and waits. What it acknowledges is durable; what it answers with a
/// <see cref="StoreUnavailableException"/> may be done yet. Management is in the other part of this class.
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
    /// Starts an instance. An id that is taken by an instance that has not ended is refused, unless
    /// <see cref="StartOrchestrationOptions.DedupeStatuses"/> is given without its status: then that instance is terminated
    /// and replaced. One that has ended is replaced, unless its status is among them.
    /// </summary>
    /// <exception cref="ArgumentException">The statuses are not such, or contradict each other.</exception>
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

    /// <summary>Raises an event; accepted, it is never lost, whether somebody waits for it yet or not.</summary>
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
        string instanceId, bool withPayloads, Func<OrchestrationRuntimeStatus, bool> isReached, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        while (true)
        {
            var change = _waiters.NextChange(instanceId);
            var stopped = _waiters.IsStopped;
            var instance = _services.Queries.Find(instanceId, withPayloads) ?? throw new InstanceNotFoundException(instanceId);
            if (isReached(instance.RuntimeStatus)) return instance;
            if (stopped) throw new ObjectDisposedException(nameof(EmbeddedEngine), "The engine has stopped; what is unfinished goes on when it is started again.");
            await change.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    private async Task<T> SendAsync<T>(Func<TurnRunner, T> request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (_services.Database.Unavailable is { } reason) throw reason;
        var message = new ClientMessage<T>(request);
        ObjectDisposedException.ThrowIf(!_enqueue(message), typeof(EmbeddedEngine));
        return await AnswerAsync(message.Answer, cancellation).ConfigureAwait(false);
    }

    // What was accepted is written once the storage works again, and may be long after whoever asked gave up.
    private async Task<T> AnswerAsync<T>(Task<T> answer, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return await answer.WaitAsync(_services.Database.Patience, cancellation).ConfigureAwait(false);
            }
            catch (TimeoutException) when (!answer.IsCompleted)
            {
                if (_services.Database.Unavailable is { } reason) throw reason;
            }
        }
    }
}
