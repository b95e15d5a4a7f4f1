using DurableTeams.Sqlite.Database.Writing;
using DurableTeams.Sqlite.Engine.Failures;
using DurableTeams.Sqlite.Engine.History;
using DurableTeams.Sqlite.Engine.Sequencing;
using DurableTeams.Sqlite.Engine.Sequencing.Messages;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Sqlite.Engine.Activities;

/// <summary>
/// Runs activities on the thread pool, up to a bound at a time. The writes of an activity travel with its answer; a failed
/// activity writes nothing. <c>answer</c> gets an answer, and whether the thread that brings it should handle it.
/// </summary>
internal sealed class ActivityDispatcher(
    EngineOptions options, ActivityCatalog activities, IServiceProvider services, Action<SequencerMessage, bool> answer)
{
    // With so few running, a batch of many answers gains nothing.
    private const int MaxRunningToAnswerHere = 2;

    private readonly Lock _gate = new();
    private readonly Queue<TaskRow> _waiting = new();
    private readonly HashSet<(long Instance, int Generation, int Id)> _inHand = [];
    private readonly IServiceScopeFactory? _scopes = services.GetService<IServiceScopeFactory>();
    private TaskCompletionSource? _drained;
    private int _running;

    /// <summary>How many activities run, and how many wait to.</summary>
    public (int Running, int Waiting) Load
    {
        get
        {
            lock (_gate) return (_running, _waiting.Count);
        }
    }

    /// <summary>Runs an activity when there is room, unless it runs or waits already.</summary>
    public void Dispatch(TaskRow task)
    {
        lock (_gate)
        {
            if (_drained is not null || !_inHand.Add(Place(task))) return;
            if (_running >= options.MaxConcurrentActivities)
            {
                _waiting.Enqueue(task);
                return;
            }

            _running++;
        }

        Queue(task);
    }

    /// <summary>Starts no further activities, and completes when the running ones have answered or the time is over.</summary>
    public async Task DrainAsync(TimeSpan atMost)
    {
        TaskCompletionSource drained;
        lock (_gate)
        {
            _waiting.Clear();
            drained = _drained ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_running == 0) drained.TrySetResult();
        }

        await Task.WhenAny(drained.Task, Task.Delay(atMost)).ConfigureAwait(false);
    }

    private async Task RunAsync(TaskRow task)
    {
        var message = await AnswerAsync(task).ConfigureAwait(false);
        // Before the answer: from the answer on, a rewind may ask for the same activity again.
        lock (_gate) _inHand.Remove(Place(task));
        answer(message, Volatile.Read(ref _running) <= MaxRunningToAnswerHere);
        Ended();
    }

    private async Task<ActivityAnswer> AnswerAsync(TaskRow task)
    {
        using var writes = WriteScope.Begin();
        try
        {
            var result = await RunCodeAsync(task).ConfigureAwait(false);
            return new(task, new(HistoryEventKind.TaskCompleted, task.Id, Payload: result), writes.Units);
        }
        // An exception of an activity is its orchestrator's to handle.
        catch (Exception e)
        {
            return new(task, new(HistoryEventKind.TaskFailed, task.Id, Failure: TaskFailures.From(e)), []);
        }
    }

    private async Task<string?> RunCodeAsync(TaskRow task)
    {
        var scope = _scopes?.CreateAsyncScope();
        try
        {
            var activity = activities.Create(task.Name, scope?.ServiceProvider ?? services);
            var context = new EmbeddedActivityContext(task.Name, task.InstanceId, task.Version)
            {
                BegunBefore = task.BegunBefore,
            };
            var input = ActivityInput.Read(options.Converter, task.Input, activity.InputType);
            return options.Converter.Serialize(await activity.RunAsync(context, input).ConfigureAwait(false));
        }
        finally
        {
            if (scope is { } created) await created.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static (long Instance, int Generation, int Id) Place(TaskRow task) => (task.Instance, task.Generation, task.Id);

    private void Ended()
    {
        TaskRow? next = null;
        lock (_gate)
        {
            if (!_waiting.TryDequeue(out next)) _running--;
            if (_running == 0) _drained?.TrySetResult();
        }

        if (next is not null) Queue(next);
    }

    // A thread that has just answered is free, and takes the next activity itself if no other thread is faster.
    private void Queue(TaskRow task) => ThreadPool.UnsafeQueueUserWorkItem(new WorkItem(this, task), preferLocal: true);

    private sealed class WorkItem(ActivityDispatcher dispatcher, TaskRow task) : IThreadPoolWorkItem
    {
        public void Execute() => _ = dispatcher.RunAsync(task);
    }
}
