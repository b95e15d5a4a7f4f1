using DurableTeams.Storage.Records;

namespace DurableTeams.Storage;

/// <summary>
/// What a step of a run reads before it changes the run, at the lowest cost. Everything returned is recorded, and includes what
/// this process wrote. It may be a second old, and lack what another process recorded since. That is enough for a step, for
/// three reasons: the step says what it must see (<c>enough</c>), or else the storage is asked; a try that broke off in another
/// process reaches this process at least a second later; and the step's change says what must still hold
/// (<see cref="RunChange.UnlessRecorded"/>). Code that shows a run to somebody reads the store itself.
/// </summary>
/// <exception cref="StoreUnavailableException">Every member, while the storage cannot be reached.</exception>
public interface IRecentRuns
{
    /// <summary>The run, or null. Only the values that it was created with are certainly current.</summary>
    Task<RunRecord?> FindRunAsync(string runId);

    /// <summary>The run's member runs, in the order of their ids' positions.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="enough">Whether these hold all that the step must see. Asked of remembered values, never of values from the
    /// storage.</param>
    Task<IReadOnlyList<MemberRunRecord>> ListMemberRunsAsync(string runId, Func<IReadOnlyList<MemberRunRecord>, bool> enough);

    /// <summary>The messages of one member run, ordered by turn and slot: all messages of one moment.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="memberRunId">The member run.</param>
    /// <param name="enough">Whether these hold all that the step must see. Asked of remembered values, never of values from the
    /// storage.</param>
    Task<IReadOnlyList<MessageRecord>> ListMessagesAsync(
        string runId, string memberRunId, Func<IReadOnlyList<MessageRecord>, bool> enough);

    /// <summary>As <see cref="IRunStore.MeasureConversationAsync"/>, from memory or from the storage.</summary>
    Task<long> MeasureConversationAsync(string runId, string memberRunId);

    /// <summary>One message; null only where the storage has none.</summary>
    Task<MessageRecord?> FindMessageAsync(string runId, string memberRunId, int turn, int slot);
}
