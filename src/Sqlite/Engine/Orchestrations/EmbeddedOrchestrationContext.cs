using DurableTeams.Sqlite.Engine.History;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Sqlite.Engine.Orchestrations;

/// <summary>
/// The context of one generation of an instance. Steps are numbered; in a replay, each must match the recorded one. The
/// Execution part drives the context, the Retries part has calls with retries.
/// </summary>
internal sealed partial class EmbeddedOrchestrationContext : TaskOrchestrationContext
{
    private readonly InstanceIdentity _identity;
    private readonly ITurnEffects _effects;
    private readonly DataConverter _converter;
    private readonly EventInbox _events;
    private readonly Dictionary<int, OpenTask> _tasks = [];
    private readonly Dictionary<int, TaskCompletionSource> _timers = [];
    private readonly Dictionary<int, string> _taskNames = [];
    private HistoryTurn _turn = null!;
    private int _nextId;
    private int _nextGuid;
    private ContinueAsNewOptions? _continueAsNew;

    public EmbeddedOrchestrationContext(
        InstanceIdentity identity, ITurnEffects effects, DataConverter converter, ILoggerFactory loggers)
    {
        _identity = identity;
        _effects = effects;
        _converter = converter;
        _events = new EventInbox(converter);
        LoggerFactory = loggers;
    }

    public override TaskName Name => new(_identity.Name);

    public override string InstanceId => _identity.Id;

    public override ParentOrchestrationInstance? Parent => _identity.Parent;

    public override string Version => _identity.Version ?? "";

    public override DateTime CurrentUtcDateTime => new(_turn.At, DateTimeKind.Utc);

    public override bool IsReplaying => _replaying;

    protected override ILoggerFactory LoggerFactory { get; }

    public override T? GetInput<T>() where T : default => _converter.Deserialize<T>(_identity.Input);

    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        return options?.Retry is { } retry
            ? WithRetriesAsync(retry, () => CallActivityOnce<TResult>(name.Name, input, options))
            : CallActivityOnce<TResult>(name.Name, input, options);
    }

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        return options?.Retry is { } retry
            ? WithRetriesAsync(retry, () => CallSubOrchestratorOnce<TResult>(orchestratorName.Name, input, options))
            : CallSubOrchestratorOnce<TResult>(orchestratorName.Name, input, options);
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled(cancellationToken);
        var due = (fireAt.Kind == DateTimeKind.Local ? fireAt.ToUniversalTime() : fireAt).Ticks;
        var action = Ask(HistoryActionKind.Timer, null, null, due);
        var completion = new TaskCompletionSource();
        _timers.Add(action.Id, completion);
        if (!_replaying) _effects.TimerCreated(action.Id, due);
        if (cancellationToken.CanBeCanceled)
        {
            cancellationToken.Register(() =>
            {
                if (!_timers.Remove(action.Id)) return;
                if (!_replaying) _effects.TimerCanceled(action.Id);
                completion.TrySetCanceled(cancellationToken);
            });
        }

        return completion.Task;
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        return _events.Wait<T>(eventName, cancellationToken);
    }

    public override void SendEvent(string instanceId, string eventName, object payload)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        Ask(HistoryActionKind.SendEvent, eventName, instanceId);
        if (!_replaying) _effects.EventSent(instanceId, eventName, _converter.Serialize(payload));
    }

    public override void SetCustomStatus(object? customStatus)
    {
        if (!_replaying) _effects.CustomStatusChanged(_converter.Serialize(customStatus));
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) =>
        ContinueAsNew(new ContinueAsNewOptions { NewInput = newInput, PreserveUnprocessedEvents = preserveUnprocessedEvents });

    public override void ContinueAsNew(ContinueAsNewOptions options) => _continueAsNew = options;

    public override Guid NewGuid() => DeterministicGuid.Create(_identity, _nextGuid++);

    private Task<T> CallActivityOnce<T>(string name, object? input, TaskOptions? options)
    {
        var version = options?.Version?.Version ?? _identity.Version;
        if (_effects.IsInline(name)) return CallInline<T>(name, version, input);
        var action = Ask(HistoryActionKind.Activity, name, null);
        if (IsNew(action.Id)) _effects.ActivityScheduled(action.Id, name, version, _converter.Serialize(input));
        return Open<T>(action.Id, name);
    }

    private Task<T> CallInline<T>(string name, string? version, object? input)
    {
        var action = Ask(HistoryActionKind.InlineActivity, name, null);
        if (!_replaying)
        {
            var outcome = _effects.RunInline(name, version, _converter.Serialize(input));
            action = action with { Payload = outcome.Payload, Failure = outcome.Failure };
            _turn.Actions[^1] = action;
        }

        var task = new OpenTask<T>();
        if (action.Failure is { } failure) task.Fail(new TaskFailedException(name, action.Id, failure));
        else task.Complete(action.Payload, _converter);
        return task.Task;
    }

    private Task<T> CallSubOrchestratorOnce<T>(string name, object? input, TaskOptions? options)
    {
        var sub = options as SubOrchestrationOptions;
        var instanceId = sub?.InstanceId ?? ChildId();
        var action = Ask(HistoryActionKind.SubOrchestration, name, instanceId);
        if (IsNew(action.Id))
        {
            _effects.SubOrchestrationScheduled(action.Id, new StartRequest(instanceId, name, _converter.Serialize(input))
            {
                Version = (sub?.Version ?? options?.Version)?.Version,
                Tags = options?.Tags is { } tags ? new Dictionary<string, string>(tags) : null,
            });
        }

        return Open<T>(action.Id, name);
    }

    // A sub-orchestration of an earlier instance of this id may still run; then another id is made, and recorded.
    private string ChildId()
    {
        var id = FormattableString.Invariant($"{_identity.Id}:{_identity.Generation}:{_nextId}");
        if (!_replaying) return _effects.FreeInstanceId(id);
        var recorded = _recordedNext < _recorded!.Actions.Count ? _recorded.Actions[_recordedNext].InstanceId : null;
        return recorded?.StartsWith(id + '~', StringComparison.Ordinal) == true ? recorded : id;
    }

    private bool IsNew(int id) => !_replaying || _reissue?.Contains(id) == true;

    private Task<T> Open<T>(int id, string name)
    {
        var task = new OpenTask<T>();
        _tasks.Add(id, task);
        _taskNames.Add(id, name);
        return task.Task;
    }
}
