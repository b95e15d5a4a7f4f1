using System.Text.Json.Serialization;
using DurableTeams.Storage;

namespace DurableTeams.Runs;

/// <summary>What a member run's orchestration starts with.</summary>
/// <param name="Agent">The member run.</param>
/// <param name="Plan">The settings of the pinned definition.</param>
/// <param name="TokensLeft">How many tokens the run may still use; null for no bound.</param>
public sealed record MemberRunInput(
    AgentRef Agent,
    RunPlan Plan,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? TokensLeft = null);

/// <summary>How a member run ended; its output is in the store.</summary>
/// <param name="Status">Completed, failed or cancelled.</param>
/// <param name="Used">What it used.</param>
/// <param name="Error">Why it failed.</param>
public sealed record MemberRunResult(
    RunStatus Status,
    Usage Used,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RunError? Error = null);
