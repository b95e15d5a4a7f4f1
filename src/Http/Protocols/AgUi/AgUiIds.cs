using DurableTeams.Storage.Ids;

namespace DurableTeams.Http.Protocols.AgUi;

/// <summary>
/// The ids of what a run tells, made of its own ids and positions: whoever reads the run again, or another reader, gets the same.
/// </summary>
internal static class AgUiIds
{
    /// <summary>An answer of a model.</summary>
    public static string Message(string memberRunId, int turn) => FormattableString.Invariant($"{memberRunId}-{turn}");

    /// <summary>A call. The ids that models give to calls are not unique in a conversation.</summary>
    public static string Call(string memberRunId, int turn, int index) => RunIds.Requirement(memberRunId, turn, index);

    /// <summary>The message with a call's result.</summary>
    public static string Result(string callId) => callId + "-result";

    /// <summary>The run's answer, where its leader has not written it.</summary>
    public static string Output(string runId) => runId + ".output";

    /// <summary>What the run was asked.</summary>
    public static string Input(string runId) => runId + ".input";

    /// <summary>The subagent of a member run; null for the run's leader, who is the agent itself.</summary>
    public static string? Subagent(string memberRunId) =>
        memberRunId == RunIds.Leader(RunIds.RunOf(memberRunId)) ? null : memberRunId;

    /// <summary>Whether an id is of this run.</summary>
    public static bool IsOf(string id, string runId) => RunIds.RunOf(id) == runId && id.Length > runId.Length;
}
