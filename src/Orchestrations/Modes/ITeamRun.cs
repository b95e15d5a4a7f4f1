using DurableTeams.Contracts;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Modes;

/// <summary>
/// What a mode works with: it asks the leader, lets members work, and ends the run. It is the same for a run and for a nested
/// team. An exception of a member (a limit, a failure, a cancellation) ends the team's run, so a mode does not catch it.
/// </summary>
internal interface ITeamRun
{
    /// <summary>The team's own member run.</summary>
    AgentRef Leader { get; }

    /// <summary>The settings.</summary>
    RunPlan Plan { get; }

    /// <summary>The member that a hand-off run starts with; null for the first.</summary>
    string? Start { get; }

    /// <summary>
    /// Asks the leader for its next turn. If that turn is the leader's answer, the team's run has ended when this returns.
    /// </summary>
    /// <param name="answers">Answers to the calls of the turn before.</param>
    /// <param name="results">Results of tasks; they become the next message.</param>
    /// <param name="openTasks">How many tasks are open: while there are any, words alone do not end the run.</param>
    Task<ModelCallResult> AskLeaderAsync(
        IReadOnlyList<CallAnswer>? answers = null, IReadOnlyList<MessagePart>? results = null, int openTasks = 0);

    /// <summary>The place of a call of the leader's last turn.</summary>
    CallReference Call(PlannedCall call);

    /// <summary>Lets one member work.</summary>
    Task<MemberEnd> RunMemberAsync(string memberId, Brief brief);

    /// <summary>
    /// Lets members work, at most <c>maxParallel</c> at a time, and returns how each ended, in the given order. If a failure
    /// ends the run, members that work finish first, so that their work is not lost.
    /// </summary>
    /// <param name="tasks">The work of each member.</param>
    /// <param name="failing">Called with the ends so far (null for open ones) before a failure ends the run.</param>
    /// <exception cref="RunFailedException">A member failed, and the team tells no leader.</exception>
    Task<IReadOnlyList<MemberEnd>> RunMembersAsync(
        IReadOnlyList<MemberTask> tasks, Func<IReadOnlyList<MemberEnd?>, Task>? failing = null);

    /// <summary>Ends the team's run with the output of a member run; null is an empty answer.</summary>
    /// <exception cref="RunFailedException">The output does not fit the team's output schema.</exception>
    Task FinishAsync(string? outputOf, string? activeAgent = null);

    /// <summary>Records the end of a phase.</summary>
    Task EndPhaseAsync(PhaseEndInput end);

    /// <summary>Records what a step of a negotiation came to, and returns how the specification stands.</summary>
    /// <param name="stage">The step that has ended.</param>
    Task<SpecOutline> RecordSpecAsync(SpecStage stage);

    /// <summary>Records the status of tasks.</summary>
    Task UpdateTasksAsync(IEnumerable<TaskUpdate> updates);

    /// <summary>The id of the member run of the next member that starts.</summary>
    /// <param name="ahead">How many members start before it.</param>
    string NextMemberRunId(int ahead = 0);
}
