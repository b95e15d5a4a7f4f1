using System.Text.Json;
using DurableTeams.Modes;
using DurableTeams.Storage.Records;

namespace DurableTeams.Runs.Forks;

/// <summary>
/// Finds the places of a run's events. The events of a turn follow that turn, and a call is found by its id in the turn.
/// </summary>
internal sealed class Timeline
{
    private readonly Dictionary<(string Agent, int Turn), IReadOnlyList<StoredCall>> _calls;
    private readonly Dictionary<string, int> _turns = new(StringComparer.Ordinal);
    private readonly HashSet<CallReference> _started = [];
    private readonly HashSet<CallReference> _ended = [];

    // Turns that no model took have no event of their own: the first makes the calls, the last is the answer.
    private readonly Dictionary<string, int> _lastOfQuestions;

    private Timeline(RunSnapshot recorded)
    {
        _calls = recorded.Messages.Where(message => message is { Slot: 0, Calls: not null })
            .ToDictionary(message => (message.MemberRunId, message.Turn), message => message.Calls!);
        _lastOfQuestions = recorded.Agents.Where(agent => TeamModes.AsksPeople(agent.Brief)).ToDictionary(
            agent => agent.MemberRunId,
            agent => recorded.Messages.Where(message => message.MemberRunId == agent.MemberRunId).Select(message => message.Turn)
                .DefaultIfEmpty(0).Max(),
            StringComparer.Ordinal);
    }

    public static IReadOnlyList<LocatedEvent> Of(RunSnapshot recorded)
    {
        var timeline = new Timeline(recorded);
        return [.. recorded.Events.Select(timeline.Place)];
    }

    private LocatedEvent Place(RunEvent item)
    {
        if (item.MemberRunId is not { } agent) return new LocatedEvent(item, 0, null);
        if (item.Type == RunEventTypes.ModelCallCompleted) _turns[agent] = item.Data!.Value.GetProperty("turn").GetInt32();
        if (_lastOfQuestions.TryGetValue(agent, out var last) && item.Type != RunEventTypes.MemberRunStarted)
            _turns[agent] = item.Type == RunEventTypes.MemberRunCompleted ? last : Math.Min(last, 1);
        var turn = _turns.GetValueOrDefault(agent);
        var call = item.Type switch
        {
            RunEventTypes.ToolCallStarted => Find(item, turn, _started),
            RunEventTypes.ToolCallCompleted or RunEventTypes.ToolCallFailed => Find(item, turn, _ended),
            _ => null,
        };
        return new LocatedEvent(item, turn, call);
    }

    /// <summary>Where a model used an id twice in one turn, arguments and order tell the calls apart.</summary>
    private CallReference? Find(RunEvent item, int turn, HashSet<CallReference> taken)
    {
        if (!_calls.TryGetValue((item.MemberRunId!, turn), out var calls)) return null;
        var data = item.Data!.Value;
        var (id, name) = (data.GetProperty("callId").GetString(), data.GetProperty("name").GetString());
        var found = Enumerable.Range(0, calls.Count)
            .Where(index => calls[index].CallId == id && calls[index].Name == name)
            .Select(index => new CallReference(item.MemberRunId!, turn, index))
            .Where(place => !taken.Contains(place))
            .OrderBy(place => taken == _ended && _started.Contains(place) ? 0 : 1)
            .ThenBy(place => data.TryGetProperty("arguments", out var arguments)
                && JsonElement.DeepEquals(arguments, calls[place.Index].Arguments) ? 0 : 1)
            .FirstOrDefault();
        if (found is not null) taken.Add(found);
        return found;
    }
}
