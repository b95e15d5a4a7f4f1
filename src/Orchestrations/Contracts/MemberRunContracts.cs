using System.Text.Json.Serialization;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Contracts;

/// <summary>The input of the orchestration of a member run, also of a nested team.</summary>
/// <param name="Agent">The member run.</param>
/// <param name="Plan">The settings of its definition.</param>
/// <param name="Budgets">Bounds on tokens, the run's and those of the teams in between; null for none.</param>
/// <param name="Defers">Whether the member run's changes of the session state wait for the member runs beside it.</param>
/// <param name="TimeoutMs">For a nested team: how long the delegating team lets it work, in milliseconds.</param>
/// <param name="TeamLeftMs">How long the delegating team itself may still work, in milliseconds; 0 where the delegating team
/// keeps its own time.</param>
internal sealed record MemberRunInput(
    AgentRef Agent,
    [property: JsonConverter(typeof(RunPlanJson))] RunPlan Plan,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<TokenBudget>? Budgets = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Defers = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long TimeoutMs = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long TeamLeftMs = 0);

/// <summary>A bound on the tokens of a whole team run.</summary>
/// <param name="Of">The team's own member run; it and all member runs below it count.</param>
/// <param name="MaxTokens">Input and output tokens together.</param>
internal sealed record TokenBudget(string Of, long MaxTokens);

/// <summary>How a member run ended. Its output is in the store.</summary>
/// <param name="Status">Completed, failed or cancelled.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="Ending">What its last turn means besides its words.</param>
/// <param name="Patched">Member runs whose changes of the session state are still to be applied, in order.</param>
/// <param name="OutputOf">The member run whose words are kept as the output, although they do not fit.</param>
/// <param name="WorkedMs">How long its models and tools took, in milliseconds.</param>
/// <param name="TeamTimeUp">Whether it ended because the delegating team has no time left.</param>
internal sealed record MemberRunResult(
    RunStatus Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RunError? Error = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] TurnEnding? Ending = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<StatePatchRange>? Patched = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? OutputOf = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long WorkedMs = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool TeamTimeUp = false);

/// <summary>A member run that changed the session state.</summary>
/// <param name="MemberRunId">The member run.</param>
/// <param name="From">The first turn whose changes are still to be applied.</param>
internal sealed record StatePatchRange(string MemberRunId, int From);

/// <summary>What the last turn of an agent means to its team.</summary>
/// <param name="TransferTo">The member that takes over.</param>
/// <param name="Transfer">The call that transfers.</param>
/// <param name="Exits">Whether the agent ends the loop.</param>
/// <param name="Silent">Whether the turn has no words.</param>
/// <param name="Choice">The member that the agent votes for.</param>
internal sealed record TurnEnding(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? TransferTo = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] CallReference? Transfer = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Exits = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Silent = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Choice = null);
