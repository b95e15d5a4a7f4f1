using System.Text.Json;
using DurableTeams.Storage;

namespace DurableTeams.Embedded.Storage;

/// <summary>What is done to a change before it travels to the writer.</summary>
internal static class RunChanges
{
    /// <summary>
    /// Checks that the change keeps to its run, here, where its author learns of it: a unit that throws on the writer would
    /// take the activity's result with it.
    /// </summary>
    /// <exception cref="ArgumentException">An id is not one of this run's.</exception>
    public static void Check(RunChange change)
    {
        var agents = change.Started.Select(started => started.MemberRunId)
            .Concat(change.Members.Select(patch => patch.MemberRunId))
            .Concat(change.Messages.Select(message => message.MemberRunId))
            .Concat(change.Requirements.Select(asked => asked.MemberRunId))
            .Concat(change.CancelRequirementsOf)
            .Concat(change.SessionTurns.Select(turn => turn.MemberRunId))
            .Concat(change.Run?.OutputOf is { } outputOf ? [outputOf] : []);
        foreach (var agent in agents) AgentIds.Position(change.RunId, agent);
        foreach (var requirement in change.Requirements.Select(asked => asked.RequirementId)
            .Concat(change.Delivered).Concat(change.Escalated).Concat(change.Audit.Select(draft => draft.RequirementId)))
            RequirementTable.Local(change.RunId, requirement);
        if (change.Audit.Any(draft => draft.Key is null)) throw new ArgumentException("An audit draft in a change has a key.", nameof(change));
        if (change.StatePatch is { ValueKind: not JsonValueKind.Object }) throw new ArgumentException("A state patch is a JSON object.", nameof(change));
    }

    /// <summary>The change with JSON that outlives the documents it was read from: the writer may come to it late.</summary>
    public static RunChange Detach(RunChange change) => change with
    {
        Messages = [.. change.Messages.Select(message => message with { Calls = message.Calls?.Select(Detach).ToArray() })],
        Requirements = [.. change.Requirements.Select(asked => asked with
        {
            Tool = Detach(asked.Tool),
            EditedArguments = Detach(asked.EditedArguments),
            Values = Detach(asked.Values),
            Result = Detach(asked.Result),
        })],
        Events = [.. change.Events.Select(draft => draft with { Data = Detach(draft.Data) })],
        StatePatch = Detach(change.StatePatch),
        Audit = [.. change.Audit.Select(draft => draft with { Data = Detach(draft.Data) })],
    };

    /// <summary>A value that outlives its document.</summary>
    public static JsonElement? Detach(JsonElement? value) =>
        value is { ValueKind: not JsonValueKind.Undefined } element ? element.Clone() : null;

    private static StoredCall Detach(StoredCall call) => call with { Arguments = Detach((JsonElement?)call.Arguments) ?? default };
}
