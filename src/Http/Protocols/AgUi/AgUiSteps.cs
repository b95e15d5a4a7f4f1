using System.Text.Json.Nodes;
using DurableTeams.Definitions;
using DurableTeams.Json;
using DurableTeams.Storage.Records;

namespace DurableTeams.Http.Protocols.AgUi;

/// <summary>
/// Phases and tasks as steps. A step is open in one answer at a time: it closes where the run pauses, and opens again in the
/// answer that goes on.
/// </summary>
internal sealed class AgUiSteps(TeamDefinition team)
{
    private readonly List<string> _phases = [.. team.Phases.Select(phase => EnumText.Of(phase))];
    private readonly List<string> _current = [];

    /// <summary>The events of what happened: which steps opened and closed.</summary>
    public IReadOnlyList<JsonObject> Read(RunEvent item) => item.Type switch
    {
        RunEventTypes.RunStarted when _phases.Count > 0 => Open(_phases[0]),
        RunEventTypes.PhaseCompleted when item.Text("phase") is { } phase => Phase(phase),
        RunEventTypes.TaskUpdated when item.Text("taskId") is { } task => item.Text("status") switch
        {
            "running" => Open(task),
            "completed" or "failed" or "skipped" => Close(task),
            _ => [],
        },
        _ => [],
    };

    /// <summary>The steps that are open, for an answer that begins.</summary>
    public IEnumerable<JsonObject> Begin() => _current.Select(Started);

    /// <summary>The same, for an answer that ends.</summary>
    public IEnumerable<JsonObject> End() => _current.AsEnumerable().Reverse().Select(Finished);

    private List<JsonObject> Phase(string phase)
    {
        if (!_current.Contains(phase)) return [Started(phase), Finished(phase)];
        var next = _phases.IndexOf(phase) + 1;
        return [.. Close(phase), .. next > 0 && next < _phases.Count ? Open(_phases[next]) : []];
    }

    private List<JsonObject> Open(string step)
    {
        if (_current.Contains(step)) return [];
        _current.Add(step);
        return [Started(step)];
    }

    private List<JsonObject> Close(string step) => _current.Remove(step) ? [Finished(step)] : [];

    private static JsonObject Started(string step) => AgUiFrame.Of("STEP_STARTED", ("stepName", step));

    private static JsonObject Finished(string step) => AgUiFrame.Of("STEP_FINISHED", ("stepName", step));
}
