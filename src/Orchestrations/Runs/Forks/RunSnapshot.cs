using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.Runs.Forks;

/// <summary>Everything that is recorded of a run.</summary>
/// <param name="Run">The run.</param>
/// <param name="Events">Its events, oldest first.</param>
/// <param name="Agents">Its member runs, in the order of their positions: a team's before those of its members.</param>
/// <param name="Messages">Their messages.</param>
/// <param name="Requirements">Its requirements.</param>
internal sealed record RunSnapshot(
    RunRecord Run,
    IReadOnlyList<RunEvent> Events,
    IReadOnlyList<MemberRunRecord> Agents,
    IReadOnlyList<MessageRecord> Messages,
    IReadOnlyList<RequirementRecord> Requirements)
{
    /// <summary>Reads it. The run may go on meanwhile: its events are read first, so that what they tell of is there when it is read.</summary>
    public static async Task<RunSnapshot> ReadAsync(IRunStore store, RunRecord run, CancellationToken cancellation)
    {
        var events = await store.AllEventsAsync(run.RunId, cancellation);
        var agents = await store.ListMemberRunsAsync(run.RunId, cancellation);
        var messages = await store.ListRunMessagesAsync(run.RunId, cancellation);
        return new RunSnapshot(run, events, agents, messages, await store.AllRequirementsAsync(run.RunId, cancellation));
    }
}
