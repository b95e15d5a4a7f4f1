using System.Text.Json;
using DurableTeams.Runs.Activities;
using DurableTeams.Storage.Records;

namespace DurableTeams.Runs.Forks;

/// <summary>An event with the place in its member run that it tells of, which also makes its key.</summary>
/// <param name="Item">The event.</param>
/// <param name="Turn">The turn that its member run was in; 0 before the first.</param>
/// <param name="Call">The call, for events of tool calls; null where it cannot be told.</param>
internal sealed record LocatedEvent(RunEvent Item, int Turn, CallReference? Call)
{
    public long Sequence => Item.Sequence;

    public string Type => Item.Type;

    /// <summary>The requirement it is about.</summary>
    public string? RequirementId => Text("requirementId");

    /// <summary>A text of its data.</summary>
    public string? Text(string name) =>
        Item.Data is { ValueKind: JsonValueKind.Object } data && data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString() : null;

    /// <summary>The key of the event in the fork: the one that the fork itself would write it under, where it may come to that.</summary>
    public string Key(ForkIds ids)
    {
        var agent = Item.MemberRunId is { } id ? ids.Of(id) : null;
        return Type switch
        {
            RunEventTypes.MemberRunStarted => $"{agent}:started",
            RunEventTypes.ModelCallCompleted => FormattableString.Invariant($"{agent}:m{Turn}"),
            RunEventTypes.ToolCallStarted when Call is not null => $"{agent}:{ToolEvents.StartedKey(Call.Turn, Call.Index)}",
            RunEventTypes.ToolCallCompleted or RunEventTypes.ToolCallFailed when Call is not null => $"{agent}:{ToolEvents.EndedKey(Call.Turn, Call.Index)}",
            RunEventTypes.RequirementCreated when RequirementId is { } requirement => $"req:{ids.Of(requirement)}:created",
            RunEventTypes.TaskUpdated => $"{agent}:{Text("taskId")}:{Text("status")}",
            RunEventTypes.HandoffOccurred => $"{agent}:handoff",
            RunEventTypes.PhaseCompleted => $"{agent}:phase",
            _ => FormattableString.Invariant($"past:{Sequence}"),
        };
    }
}
