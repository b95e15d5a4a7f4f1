using System.Text.Json;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Work;

namespace DurableTeams.Storage;

/// <summary>
/// For stores: copies values so that their JSON outlives the documents it was read from. A store may write a value after its
/// caller has gone on.
/// </summary>
public static class DetachedJson
{
    /// <summary>A change.</summary>
    public static RunChange Of(RunChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return change with
        {
            Messages = [.. change.Messages.Select(message => message with { Calls = message.Calls?.Select(Of).ToArray() })],
            Requirements = [.. change.Requirements.Select(asked => asked with
            {
                Tool = Of(asked.Tool),
                InputFields = asked.InputFields?.Select(Of).ToArray(),
                EditedArguments = Of(asked.EditedArguments),
                Values = Of(asked.Values),
                Result = Of(asked.Result),
            })],
            Events = [.. change.Events.Select(draft => draft with { Data = Of(draft.Data) })],
            StatePatch = Of(change.StatePatch),
            Audit = [.. change.Audit.Select(Of)],
        };
    }

    /// <summary>A decision.</summary>
    public static DecisionRecord Of(DecisionRecord decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        return decision with { Arguments = Of(decision.Arguments), Values = Of(decision.Values), Result = Of(decision.Result) };
    }

    /// <summary>A step of work.</summary>
    public static WorkStep Of(WorkStep step) => step switch
    {
        WorkReport report => report with
        {
            Events = [.. report.Events.Select(Of)],
        },
        WorkAsk ask => ask with
        {
            Requirement = ask.Requirement with { Tool = Of(ask.Requirement.Tool) },
        },
        _ => step,
    };

    /// <summary>An event of a worker.</summary>
    public static WorkerEvent Of(WorkerEvent item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return item with { Arguments = Of(item.Arguments) };
    }

    /// <summary>An audit entry.</summary>
    public static AuditDraft Of(AuditDraft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        return draft with { Data = Of(draft.Data) };
    }

    /// <summary>A value.</summary>
    public static JsonElement? Of(JsonElement? value) =>
        value is { ValueKind: not JsonValueKind.Undefined } element ? element.Clone() : null;

    private static InputField Of(InputField field) =>
        field.Choices is { } choices ? field with { Choices = [.. choices.Select(choice => choice.Clone())] } : field;

    private static StoredCall Of(StoredCall call) => call with { Arguments = Of((JsonElement?)call.Arguments) ?? default };
}
