using System.Text.Json;
using DurableTeams.Storage;

namespace DurableTeams.Functions.Storage;

/// <summary>Values with JSON that outlives the documents it was read from: they may be written after their callers have gone on.</summary>
internal static class Detached
{
    /// <summary>A change.</summary>
    public static RunChange Of(RunChange change) => change with
    {
        Messages = [.. change.Messages.Select(message => message with { Calls = message.Calls?.Select(Of).ToArray() })],
        Requirements = [.. change.Requirements.Select(asked => asked with
        {
            Tool = Of(asked.Tool),
            EditedArguments = Of(asked.EditedArguments),
            Values = Of(asked.Values),
            Result = Of(asked.Result),
        })],
        Events = [.. change.Events.Select(draft => draft with { Data = Of(draft.Data) })],
        StatePatch = Of(change.StatePatch),
        Audit = [.. change.Audit.Select(draft => draft with { Data = Of(draft.Data) })],
    };

    /// <summary>A decision.</summary>
    public static DecisionRecord Of(DecisionRecord decision) => decision with
    {
        Arguments = Of(decision.Arguments),
        Values = Of(decision.Values),
        Result = Of(decision.Result),
    };

    /// <summary>A value.</summary>
    public static JsonElement? Of(JsonElement? value) => value is { ValueKind: not JsonValueKind.Undefined } element ? element.Clone() : null;

    private static StoredCall Of(StoredCall call) => call with { Arguments = Of((JsonElement?)call.Arguments) ?? default };
}
