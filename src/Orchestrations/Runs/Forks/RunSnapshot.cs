using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.Runs.Forks;

/// <summary>All records of a run.</summary>
/// <param name="Run">The run.</param>
/// <param name="Events">The run's events, oldest first.</param>
/// <param name="Agents">The run's member runs, in the order of their positions: a team's before those of its members.</param>
/// <param name="Messages">The messages of the member runs.</param>
/// <param name="Requirements">The run's requirements.</param>
internal sealed record RunSnapshot(
    RunRecord Run,
    IReadOnlyList<RunEvent> Events,
    IReadOnlyList<MemberRunRecord> Agents,
    IReadOnlyList<MessageRecord> Messages,
    IReadOnlyList<RequirementRecord> Requirements)
{
    /// <summary>
    /// Reads the records. The run may go on meanwhile. The events are read first, so that everything they tell of is there when
    /// it is read.
    /// </summary>
    public static async Task<RunSnapshot> ReadAsync(IRunStore store, RunRecord run, CancellationToken cancellationToken)
    {
        var events = await store.AllEventsAsync(run.RunId, cancellationToken);
        var agents = await store.ListMemberRunsAsync(run.RunId, cancellationToken);
        var messages = await store.ListRunMessagesAsync(run.RunId, cancellationToken);
        return new RunSnapshot(run, events, agents, messages, await store.AllRequirementsAsync(run.RunId, cancellationToken));
    }
}
