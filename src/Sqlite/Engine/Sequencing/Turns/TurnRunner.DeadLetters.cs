using DurableTeams.Sqlite.Engine.History;
using DurableTeams.Sqlite.Engine.Sequencing.Messages;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Sqlite.Engine.Sequencing.Turns;

/// <summary>
/// Instances the engine itself fails on: set aside, visible, tried again a few times and whenever somebody asks.
/// </summary>
internal sealed partial class TurnRunner
{
    private const int MaxTries = 3;
    private readonly Dictionary<long, int> _tries = [];

    /// <summary>Sets an instance aside; what this batch would have changed about it is not written.</summary>
    public void DeadLetter(OrchestrationInstance instance, Exception exception)
    {
        Batch.Instances.Remove(instance);
        Batch.Activities.RemoveAll(task => task.Instance == instance.Key);
        CancelTimers(instance);
        instance.DeadLetter = exception.Message;
        instance.Context = null;
        instance.Turn = null;
        instance.Write = null;
        instance.LastBatch = Batch.Number;
        _live.Use(instance, Now);
        _live.Finished(instance);
        SetAside(instance.Key, exception);
    }

    /// <summary>Sets an instance aside whose writes the database refused.</summary>
    public void DeadLetter(long key, Exception exception)
    {
        Batch.ForgetRefused(key);
        if (_live.Find(key) is { } instance) DeadLetter(instance, exception);
        else SetAside(key, exception);
    }

    /// <summary>Takes an instance back: its tasks, timers and the answers of its sub-orchestrations reach it again.</summary>
    public void Requeue(long key)
    {
        Batch.SetAside(key, null);
        // Once that is durable it can be loaded again, and not before.
        Batch.Answers.Add(() => _later(new Continue(runner => runner.TakeBack(key))));
    }

    private void TakeBack(long key)
    {
        if (_live.Find(key) is { DeadLetter: not null } held) _live.Remove(held);
        if (Find(key) is not { CanRun: true }) return;
        var pending = _services.Queries.ListPending(key);
        foreach (var timer in pending.Timers) _timers.Add(timer);
        foreach (var task in pending.Tasks)
        {
            if (task.Id != TaskRow.BeginGeneration) Batch.Activities.Add(task);
            else BeginGeneration(key, task.Generation, HistoryJson.ReadEvents(task.Input!));
        }

        foreach (var (link, answer) in pending.Answers) Answer(link, answer);
    }

    private void SetAside(long key, Exception exception)
    {
        LogSetAside(exception, _live.Find(key)?.Id, key);
        Batch.SetAside(key, $"{exception.GetType().Name}: {exception.Message}");
        var tries = _tries[key] = _tries.GetValueOrDefault(key) + 1;
        if (tries >= MaxTries)
        {
            _tries.Remove(key);
            return;
        }

        _ = LaterAsync();

        async Task LaterAsync()
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200 << tries), _services.Options.Time).ConfigureAwait(false);
            _later(new Continue(runner => runner.Requeue(key)));
        }
    }

    [LoggerMessage(
        Level = LogLevel.Critical,
        Message = "The engine cannot run the instance {InstanceId} (key {Key}): it is a dead letter until the next start")]
    private partial void LogSetAside(Exception exception, string? instanceId, long key);
}
