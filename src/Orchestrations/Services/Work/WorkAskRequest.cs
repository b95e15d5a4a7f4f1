using System.Text.Json;
using DurableTeams.Json;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Work;

namespace DurableTeams.Services.Work;

/// <summary>A worker's question to a person.</summary>
/// <param name="Id">The worker's id of the question.</param>
/// <param name="Kind">What is asked.</param>
/// <param name="Tool">The tool that the question is about.</param>
/// <param name="Arguments">The arguments, an object.</param>
/// <param name="Fields">The fields that the person fills in.</param>
/// <param name="Note">What the worker tells the person.</param>
public sealed record WorkAskRequest(
    string Id, RequirementKind Kind, string Tool, JsonElement Arguments, IReadOnlyList<InputField>? Fields, string? Note)
{
    /// <summary>The question as a requirement of the work's member run.</summary>
    internal RequirementRecord Requirement(WorkRecord work, DateTimeOffset at) => new()
    {
        RequirementId = RunIds.WorkQuestion(work.MemberRunId, Id),
        Kind = Kind,
        RunId = work.RunId,
        TeamId = work.TeamId,
        MemberRunId = work.MemberRunId,
        MemberId = work.MemberId,
        MemberPath = work.MemberPath,
        Call = new CallReference(work.MemberRunId, 0, work.Asks),
        Tool = new StoredCall(Id, Tool, Arguments),
        ArgumentsHash = Kind == RequirementKind.Confirmation ? CanonicalJson.Hash(Arguments) : null,
        InputFields = Fields,
        Work = new WorkQuestion(Id, Note),
        CreatedAt = at,
    };
}
