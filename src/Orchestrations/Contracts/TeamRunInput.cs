using System.Text.Json.Serialization;

namespace DurableTeams.Contracts;

/// <summary>
/// The input of a run's orchestration: ids, and the settings of the pinned definition that orchestrator code branches on.
/// </summary>
/// <param name="RunId">The run, also the instance id.</param>
/// <param name="TeamId">The team.</param>
/// <param name="DefinitionVersion">The pinned definition's content hash.</param>
/// <param name="SessionId">The session.</param>
/// <param name="Plan">The settings.</param>
/// <param name="ActiveAgent">The member that a hand-off run starts with; null for the first.</param>
/// <param name="Attempt">How often the run was retried before.</param>
/// <param name="Hooks">Whether hooks of the program are asked before the run works, and told of its end.</param>
internal sealed record TeamRunInput(
    string RunId,
    string TeamId,
    string DefinitionVersion,
    string SessionId,
    [property: JsonConverter(typeof(RunPlanJson))] RunPlan Plan,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ActiveAgent = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Attempt = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Hooks = false);
