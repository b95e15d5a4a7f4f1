using System.Text.Json;
using DurableTeams.Runs.Activities;
using DurableTeams.Storage.Records;

namespace DurableTeams.Runs.Forks;

/// <summary>An event with its place in its member run. The place also makes the event's key.</summary>
/// <param name="Item">The event.</param>
/// <param name="Turn">The turn that its member run was in; 0 before the first.</param>
/// <param name="Call">The call, for events of tool calls; null where it is not known.</param>
internal sealed record LocatedEvent(RunEvent Item, int Turn, CallReference? Call)
{
    public long Sequence => Item.Sequence;

    public string Type => Item.Type;

    /// <summary>The requirement of the event.</summary>
    public string? RequirementId => Text("requirementId");

    /// <summary>A text in the event's data.</summary>
    public string? Text(string name) =>
        Item.Data is { ValueKind: JsonValueKind.Object } data && data.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.String
            ? value.GetString() : null;

    private bool Has(string name) => Item.Data is { ValueKind: JsonValueKind.Object } data && data.TryGetProperty(name, out _);

    /// <summary>
    /// The event's key in the fork: the one under which the fork itself would write the event, where it may do so.
    /// </summary>
    public string Key(ForkIds ids)
    {
        var agent = Item.MemberRunId is { } id ? ids.Of(id) : null;
        return Type switch
        {
            RunEventTypes.MemberRunStarted => $"{agent}:started",
            RunEventTypes.ModelCallCompleted => FormattableString.Invariant($"{agent}:m{Turn}"),
            RunEventTypes.ToolCallStarted when Call is not null => $"{agent}:{ToolEvents.StartedKey(Call.Turn, Call.Index)}",
            RunEventTypes.ToolCallCompleted or RunEventTypes.ToolCallFailed when Call is not null =>
                $"{agent}:{ToolEvents.EndedKey(Call.Turn, Call.Index)}",
            RunEventTypes.RequirementCreated when RequirementId is { } requirement => $"req:{ids.Of(requirement)}:created",
            RunEventTypes.TaskUpdated => $"{agent}:{Text("taskId")}:{Text("status")}",
            RunEventTypes.HandoffOccurred => $"{agent}:handoff",
            RunEventTypes.PhaseCompleted when Has("rounds") => $"{agent}:phase:{Text("phase")}",
            RunEventTypes.PhaseCompleted => $"{agent}:phase",
            RunEventTypes.ClaimRegistered => $"{agent}:claim:{Text("memberId")}:{Text("section")}",
            RunEventTypes.SectionContested => $"{agent}:contested:{Text("section")}",
            RunEventTypes.NegotiationRound => $"{agent}:round:{Item.Data?.GetProperty("round").GetInt32()}",
            RunEventTypes.SectionSettled => $"{agent}:settled:{Text("section")}:{Text("by")}:{Text("owner")}",
            RunEventTypes.SpecFrozen => $"{agent}:frozen",
            _ => FormattableString.Invariant($"past:{Sequence}"),
        };
    }
}
