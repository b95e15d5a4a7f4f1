using System.Text.Json.Serialization;
using DurableTeams.Storage;

namespace DurableTeams.Runs;

/// <summary>What a tool-call activity is asked.</summary>
/// <param name="Agent">Whose call.</param>
/// <param name="Call">The call: its agent run, turn and index.</param>
/// <param name="Attempt">Which attempt, from 1.</param>
/// <param name="Last">Whether a transient failure of this attempt is final, to be told to the model.</param>
/// <param name="RequirementId">The requirement that allowed it, for a gated call.</param>
public sealed record ToolCallInput(
    AgentRef Agent,
    CallReference Call,
    int Attempt,
    bool Last,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? RequirementId = null);

/// <summary>How an attempt ended.</summary>
/// <param name="TryAgain">Whether it failed in a way that another attempt may mend, and nothing was recorded.</param>
public sealed record ToolCallResult(bool TryAgain);

/// <summary>What a reject activity is asked.</summary>
/// <param name="Agent">Whose call.</param>
/// <param name="Call">The call.</param>
/// <param name="RequirementId">The requirement that was rejected; it holds the note.</param>
/// <param name="At">When the agent run learnt of it.</param>
public sealed record RejectInput(AgentRef Agent, CallReference Call, string RequirementId, DateTimeOffset At);

/// <summary>What a pause activity is asked.</summary>
/// <param name="RunId">The run.</param>
/// <param name="MemberRunId">The agent run that cannot go on.</param>
/// <param name="RequirementIds">The requirements it waits for.</param>
/// <param name="At">When.</param>
public sealed record PauseInput(string RunId, string MemberRunId, IReadOnlyList<string> RequirementIds, DateTimeOffset At);
