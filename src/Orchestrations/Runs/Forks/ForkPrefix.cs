using DurableTeams.Runs.Turns;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Runs.Forks;

/// <summary>
/// The part of a run that a fork shares: all that the events up to the last shared one tell of, and all that was recorded in
/// one step with that event. A turn is shared with the requirements that it creates and the calls that it answers at once, even
/// where their events come after the last shared one.
/// </summary>
internal sealed class ForkPrefix
{
    private readonly RunSnapshot _recorded;
    private readonly Dictionary<string, int> _turns;
    private readonly HashSet<string> _started;
    private readonly HashSet<string> _completed;
    private readonly HashSet<CallReference> _made;
    private readonly HashSet<CallReference> _answered;
    private readonly HashSet<CallReference> _asked;
    private readonly bool _told;

    /// <summary>Makes the prefix.</summary>
    /// <param name="recorded">The records of the run.</param>
    /// <param name="sequence">The last event that is shared.</param>
    /// <param name="reopened">The member run that goes on although it ended, with the teams around it.</param>
    public ForkPrefix(RunSnapshot recorded, long sequence, string? reopened = null)
    {
        _recorded = recorded;
        Events = Timeline.Of(recorded);
        Sequence = sequence;
        var within = Events.Where(item => item.Sequence <= sequence).ToList();
        _turns = within.Where(item => item.Turn > 0)
            .GroupBy(item => item.Item.MemberRunId!, StringComparer.Ordinal)
            .ToDictionary(turns => turns.Key, turns => turns.Max(item => item.Turn), StringComparer.Ordinal);
        LastTurn = within.FindLast(item => item.Type == RunEventTypes.ModelCallCompleted);
        Reopened = reopened is null
            ? []
            : [.. recorded.Agents.Select(agent => agent.MemberRunId).Where(id => RunIds.IsWithin(reopened, id))];
        _told = recorded.Run.ForkOf is { } origin && origin.Sequence <= sequence;
        _started = [RunIds.Leader(recorded.Run.RunId), .. Of(within, RunEventTypes.MemberRunStarted)];
        if (_told)
            _started.UnionWith(
                recorded.Messages.Where(ForkMessage.Is).SelectMany(message => RunIds.Lineage(message.MemberRunId)));
        _completed = [.. Of(within, RunEventTypes.MemberRunCompleted)];
        _made = [.. Events.Where(item => item.Type == RunEventTypes.ToolCallStarted).Select(item => item.Call)
            .OfType<CallReference>()];
        _asked = [.. recorded.Requirements.Select(requirement => requirement.Call)];
        _answered = [.. within.Where(item => item.Type is RunEventTypes.ToolCallCompleted or RunEventTypes.ToolCallFailed)
            .Select(item => item.Call).OfType<CallReference>()];
        Messages = [.. recorded.Messages.Where(IsShared)];
    }

    /// <summary>All events of the run, shared or not.</summary>
    public IReadOnlyList<LocatedEvent> Events { get; }

    /// <summary>The last event that is shared.</summary>
    public long Sequence { get; }

    /// <summary>The last model turn that is shared; null where no model was asked yet.</summary>
    public LocatedEvent? LastTurn { get; }

    /// <summary>Member runs that go on although they ended.</summary>
    public HashSet<string> Reopened { get; }

    /// <summary>The messages that are shared.</summary>
    public IReadOnlyList<MessageRecord> Messages { get; }

    /// <summary>The last turn of a member run that is shared; 0 without one.</summary>
    public int TurnOf(string memberRunId) => _turns.GetValueOrDefault(memberRunId);

    /// <summary>Whether a member run is shared.</summary>
    public bool HasStarted(string memberRunId) => _started.Contains(memberRunId);

    /// <summary>Whether a member run has an answer in the prefix.</summary>
    public bool HasCompleted(string memberRunId) => _completed.Contains(memberRunId) && !Reopened.Contains(memberRunId);

    /// <summary>Whether an event belongs to the step of the member run's last shared turn, or to an earlier step.</summary>
    public bool BelongsToSharedTurn(LocatedEvent item) =>
        item.Item.MemberRunId is { } agent && item.Turn > 0 && item.Turn <= TurnOf(agent) && item.Type switch
        {
            RunEventTypes.RequirementCreated => IsOfTurn(item),
            RunEventTypes.TaskUpdated => item.Text("status") == "created",
            // Recorded with the turn, but for what was said of a result.
            RunEventTypes.HookIntervened => item.Text("on") == "modelCall" || item.Text("when") == "before",
            RunEventTypes.ToolCallFailed => item.Call is { } call && !_made.Contains(call) && !_asked.Contains(call),
            _ => false,
        };

    private bool IsOfTurn(LocatedEvent item) =>
        _recorded.Requirements.FirstOrDefault(requirement =>
            requirement.RequirementId == item.RequirementId) is { Kind: not RequirementKind.UnknownOutcome };

    private bool IsShared(MessageRecord message)
    {
        var last = TurnOf(message.MemberRunId);
        if (ForkMessage.Is(message)) return message.Turn < last || (message.Turn == last && _told);
        if (message.Turn != last || last == 0) return message.Turn < last;
        if (message.Slot == 0 || _completed.Contains(message.MemberRunId)) return true;
        // Results of delegations and tasks are recorded with the turn that reads them.
        if (message.OutputOf is not null || message.Parts is not null) return false;
        if (message.Role != "tool") return true;
        var call = new CallReference(message.MemberRunId, message.Turn, message.Slot - 1);
        return _made.Contains(call) || _asked.Contains(call) ? _answered.Contains(call) : true;
    }

    private static IEnumerable<string> Of(IEnumerable<LocatedEvent> events, string type) =>
        events.Where(item => item.Type == type).Select(item => item.Item.MemberRunId!);
}
