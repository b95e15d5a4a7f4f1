using DurableTeams.Storage.Records;

namespace DurableTeams.Storage;

/// <summary>
/// What a step of a run reads before it changes the run, for as little as it can be had. Everything returned is recorded,
/// and what this process wrote is among it; but it may be as old as a second, and lack what another process recorded since.
/// A step gets by with that because it says what it must see (<c>enough</c>; else the storage is asked), because a try of it
/// that broke off elsewhere is given to this process no sooner than a second later, and because its change says what must
/// still hold (<see cref="RunChange.UnlessRecorded"/>). Whoever shows a run to somebody asks the store itself.
/// </summary>
/// <exception cref="StoreUnavailableException">Any member, while the storage cannot be reached.</exception>
public interface IRecentRuns
{
    /// <summary>The run, or null. Only what it was made with is sure to be so still.</summary>
    Task<RunRecord?> FindRunAsync(string runId);

    /// <summary>The run's member runs, in the order of their ids' positions.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="enough">Whether these have all that the step must see. Asked of what is remembered, never of what the storage says.</param>
    Task<IReadOnlyList<MemberRunRecord>> ListMemberRunsAsync(string runId, Func<IReadOnlyList<MemberRunRecord>, bool> enough);

    /// <summary>The messages of one member run, ordered by turn and slot: all of a moment, none left out.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="memberRunId">The member run.</param>
    /// <param name="enough">Whether these have all that the step must see. Asked of what is remembered, never of what the storage says.</param>
    Task<IReadOnlyList<MessageRecord>> ListMessagesAsync(string runId, string memberRunId, Func<IReadOnlyList<MessageRecord>, bool> enough);

    /// <summary>As <see cref="IRunStore.MeasureConversationAsync"/>, of what is remembered or of what the storage says.</summary>
    Task<long> MeasureConversationAsync(string runId, string memberRunId);

    /// <summary>One message; null only where the storage has none.</summary>
    Task<MessageRecord?> FindMessageAsync(string runId, string memberRunId, int turn, int slot);
}
