using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.Database.Writing;
using DurableTeams.Sqlite.Engine.Failures;
using DurableTeams.Sqlite.Engine.History;
using Microsoft.DurableTask;

namespace DurableTeams.Sqlite.Engine.Activities;

/// <summary>
/// Store-only activities run on the sequencer inside the turn that asks for them; their writes are part of the turn's
/// transaction.
/// </summary>
internal sealed class InlineActivities
{
    private readonly HashSet<string> _names;
    private readonly ActivityCatalog _activities;
    private readonly IServiceProvider _services;
    private readonly DataConverter _converter;

    public InlineActivities(EngineOptions options, ActivityCatalog activities, IServiceProvider services)
    {
        _names = new HashSet<string>(options.InlineActivities, StringComparer.OrdinalIgnoreCase);
        _activities = activities;
        _services = services;
        _converter = options.Converter;
    }

    /// <summary>Whether this activity runs inside the turn.</summary>
    public bool Runs(string name) => _names.Contains(name);

    /// <summary>Runs the activity now; the writes of a failed one are dropped.</summary>
    public (HistoryEvent Answer, IReadOnlyList<Action<WriteSession>> Units) Run(
        string instanceId, string name, string? version, string? input)
    {
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        using var scope = WriteScope.Begin();
        try
        {
            var activity = _activities.Create(name, _services);
            var task = activity.RunAsync(
                new EmbeddedActivityContext(name, instanceId, version),
                ActivityInput.Read(_converter, input, activity.InputType));
            if (!task.IsCompleted) throw new InlineActivityException(name);
            var result = _converter.Serialize(task.GetAwaiter().GetResult());
            return (new HistoryEvent(HistoryEventKind.TaskCompleted, Payload: result), scope.Units);
        }
        catch (Exception e)
        {
            return (new HistoryEvent(HistoryEventKind.TaskFailed, Failure: TaskFailures.From(e)), []);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }
}
