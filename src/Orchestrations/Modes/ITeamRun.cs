using DurableTeams.Contracts;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Modes;

/// <summary>
/// What a mode works with: ask the leader, let members work, end. The same for a run and for a nested team. Whatever it throws
/// (a limit, a failure, a cancellation) ends the team's run; a mode lets it pass.
/// </summary>
internal interface ITeamRun
{
    /// <summary>The team's own member run.</summary>
    AgentRef Leader { get; }

    /// <summary>The settings.</summary>
    RunPlan Plan { get; }

    /// <summary>The member that a hand-off run starts with; null for the first.</summary>
    string? Start { get; }

    /// <summary>The leader's next turn. A final one has ended the team's run with its answer when it returns.</summary>
    /// <param name="answers">Answers to the calls of the turn before.</param>
    /// <param name="results">What tasks brought, told as the next message.</param>
    /// <param name="openTasks">Tasks that are still open: with any, words alone do not end the run.</param>
    Task<ModelCallResult> AskLeaderAsync(
        IReadOnlyList<CallAnswer>? answers = null, IReadOnlyList<MessagePart>? results = null, int openTasks = 0);

    /// <summary>The place of a call of the leader's last turn.</summary>
    CallReference Call(PlannedCall call);

    /// <summary>Lets one member work.</summary>
    Task<MemberEnd> RunMemberAsync(string memberId, Brief brief);

    /// <summary>
    /// Lets members work, at most <c>maxParallel</c> at a time, and returns how each ended, in the given order. Where a
    /// failure ends the run, members that work are let finish first: what they do is not lost.
    /// </summary>
    /// <param name="tasks">What each is to do.</param>
    /// <param name="failing">What is to be done with the ends there are (null for others) before a failure ends the run.</param>
    /// <exception cref="RunFailedException">A member failed, and nobody is there to be told.</exception>
    Task<IReadOnlyList<MemberEnd>> RunMembersAsync(IReadOnlyList<MemberTask> tasks, Func<IReadOnlyList<MemberEnd?>, Task>? failing = null);

    /// <summary>Ends the team's run with the output of a member run; none is an empty answer.</summary>
    /// <exception cref="RunFailedException">It is not what the team's answer must be.</exception>
    Task FinishAsync(string? outputOf, string? activeAgent = null);

    /// <summary>Tells that a phase is over.</summary>
    Task EndPhaseAsync(PhaseEndInput end);

    /// <summary>Tells how tasks stand.</summary>
    Task UpdateTasksAsync(IEnumerable<TaskUpdate> updates);

    /// <summary>The id of the member run that the next member started gets.</summary>
    /// <param name="ahead">How many are started before it.</param>
    string NextMemberRunId(int ahead = 0);
}
