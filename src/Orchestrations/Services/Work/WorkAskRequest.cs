using System.Text.Json;
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
    internal RequirementRecord Requirement(WorkRecord work, DateTimeOffset at) =>
        WorkRequirements.Of(work, Id, Kind, (Tool, Arguments), Fields, Note, at);
}
