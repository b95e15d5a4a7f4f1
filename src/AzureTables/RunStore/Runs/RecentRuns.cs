using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;

namespace DurableTeams.AzureTables.RunStore.Runs;

/// <summary>Answers steps from this process's memory, where that is recent enough; otherwise from the storage.</summary>
internal sealed class RecentRuns(IRunStore store, RunMemory memory) : IRecentRuns
{
    public async Task<RunRecord?> FindRunAsync(string runId) =>
        memory.FindRecent(runId)?.State.Head.Run ?? await store.FindRunAsync(runId).ConfigureAwait(false);

    public async Task<IReadOnlyList<MemberRunRecord>> ListMemberRunsAsync(
        string runId, Func<IReadOnlyList<MemberRunRecord>, bool> enough)
    {
        if (memory.FindRecent(runId) is { } seen)
        {
            MemberRunRecord[] agents = [.. seen.State.Agents.Values];
            if (enough(agents)) return agents;
        }

        return await store.ListMemberRunsAsync(runId).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<MessageRecord>> ListMessagesAsync(
        string runId, string memberRunId, Func<IReadOnlyList<MessageRecord>, bool> enough)
    {
        if (RunKeys.FindPosition(runId, memberRunId) is not { } position) return [];
        var seen = memory.FindRecent(runId);
        if (seen?.Talks.TryGetValue(position, out var talk) == true)
        {
            MessageRecord[] messages = [.. talk.Values];
            if (enough(messages)) return messages;
        }

        var asked = await store.ListMessagesAsync(runId, memberRunId).ConfigureAwait(false);
        if (seen is not null) memory.Heard(runId, seen.State.Version, position, asked);
        return asked;
    }

    public async Task<long> MeasureConversationAsync(string runId, string memberRunId) =>
        RunKeys.FindPosition(runId, memberRunId) is { } position && memory.FindRecent(runId) is { } seen
            && seen.Talks.TryGetValue(position, out var talk)
            ? MessageSize.Of(talk.Values)
            : await store.MeasureConversationAsync(runId, memberRunId).ConfigureAwait(false);

    public async Task<MessageRecord?> FindMessageAsync(string runId, string memberRunId, int turn, int slot) =>
        RunKeys.FindPosition(runId, memberRunId) is { } position
            && memory.FindRecent(runId) is { } seen
            && seen.Talks.TryGetValue(position, out var talk)
            && talk.TryGetValue(RunKeys.Message(position, turn, slot), out var message)
                ? message
                : await store.FindMessageAsync(runId, memberRunId, turn, slot).ConfigureAwait(false);
}
