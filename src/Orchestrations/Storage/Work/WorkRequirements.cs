using System.Text.Json;
using DurableTeams.Json;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Storage.Work;

/// <summary>Makes the requirements that whoever does work of a remote member asks people.</summary>
internal static class WorkRequirements
{
    /// <summary>A question as a requirement of the work's member run.</summary>
    /// <param name="work">The work.</param>
    /// <param name="askId">The asker's own id of the question.</param>
    /// <param name="kind">What is asked.</param>
    /// <param name="call">The tool that it is about, with the arguments that the person sees.</param>
    /// <param name="fields">The fields that the person fills in.</param>
    /// <param name="note">What the asker tells the person.</param>
    /// <param name="at">When it was asked.</param>
    public static RequirementRecord Of(
        WorkRecord work, string askId, RequirementKind kind, (string Name, JsonElement Arguments) call,
        IReadOnlyList<InputField>? fields, string? note, DateTimeOffset at) => new()
    {
        RequirementId = RunIds.WorkQuestion(work.MemberRunId, askId),
        Kind = kind,
        RunId = work.RunId,
        TeamId = work.TeamId,
        MemberRunId = work.MemberRunId,
        MemberId = work.MemberId,
        MemberPath = work.MemberPath,
        Call = new CallReference(work.MemberRunId, 0, work.Asks),
        Tool = new StoredCall(askId, call.Name, call.Arguments),
        ArgumentsHash = kind == RequirementKind.Confirmation ? CanonicalJson.Hash(call.Arguments) : null,
        InputFields = fields,
        Work = new WorkQuestion(askId, note),
        CreatedAt = at,
    };
}
