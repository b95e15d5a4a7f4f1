using System.Text.Json.Serialization;
using DurableTeams.Storage.Ids;

namespace DurableTeams.Contracts.Hooks;

/// <summary>What hooks say of a run that is about to work.</summary>
/// <param name="Code">The code of the error that the run fails with; null where it works.</param>
/// <param name="Message">What the error says of the team.</param>
internal sealed record RunStartingResult(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Code = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Message = null);

/// <summary>The input of the activity that tells hooks of the end of a run.</summary>
/// <param name="Leader">The run, by its leader's member run.</param>
/// <param name="Untold">The names of the hooks that are still to be told; null tells all.</param>
internal sealed record RunEndedInput(
    AgentRef Leader,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Untold = null);

/// <summary>The result of that activity.</summary>
/// <param name="Untold">The names of the hooks that failed; null for none.</param>
internal sealed record RunEndedResult(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Untold = null);
