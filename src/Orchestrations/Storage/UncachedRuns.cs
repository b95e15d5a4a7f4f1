using DurableTeams.Storage.Records;

namespace DurableTeams.Storage;

/// <summary>Answers steps from the storage, always: for stores where a read costs nothing.</summary>
internal sealed class UncachedRuns(IRunStore store) : IRecentRuns
{
    public Task<RunRecord?> FindRunAsync(string runId) => store.FindRunAsync(runId);

    public Task<IReadOnlyList<MemberRunRecord>> ListMemberRunsAsync(
        string runId, Func<IReadOnlyList<MemberRunRecord>, bool> enough) =>
        store.ListMemberRunsAsync(runId);

    public Task<IReadOnlyList<MessageRecord>> ListMessagesAsync(
        string runId, string memberRunId, Func<IReadOnlyList<MessageRecord>, bool> enough) =>
        store.ListMessagesAsync(runId, memberRunId);

    public Task<long> MeasureConversationAsync(string runId, string memberRunId) =>
        store.MeasureConversationAsync(runId, memberRunId);

    public Task<MessageRecord?> FindMessageAsync(string runId, string memberRunId, int turn, int slot) =>
        store.FindMessageAsync(runId, memberRunId, turn, slot);
}
