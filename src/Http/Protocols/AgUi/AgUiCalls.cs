using System.Text.Json.Nodes;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Views;

namespace DurableTeams.Http.Protocols.AgUi;

/// <summary>
/// The calls of a run and their results. Not every result is an event: what a member answered to a delegation, or what a call
/// inside the team did, is a message alone, which is there once the agent was asked again.
/// </summary>
internal sealed class AgUiCalls(IRunStore store, string runId)
{
    private readonly HashSet<(string MemberRunId, int Turn, int Index)> _known = [];
    private readonly HashSet<(string MemberRunId, int Turn, int Index)> _open = [];

    /// <summary>The messages that were recorded, in that order.</summary>
    public List<(string MemberRunId, int Turn, int Slot)> Order { get; } = [];

    /// <summary>An answer was recorded, with calls.</summary>
    public void Answered(string memberRunId, int turn, int calls)
    {
        Order.Add((memberRunId, turn, 0));
        for (var i = 0; i < calls; i++) Learn(memberRunId, turn, i);
    }

    /// <summary>A call was made; false where it is known.</summary>
    public bool Learn(string memberRunId, int turn, int index) =>
        _known.Add((memberRunId, turn, index)) && _open.Add((memberRunId, turn, index));

    /// <summary>A call was answered; false where it was before.</summary>
    public bool Close(string memberRunId, int turn, int index)
    {
        if (!_open.Remove((memberRunId, turn, index))) return false;
        Order.Add((memberRunId, turn, 1 + index));
        return true;
    }

    /// <summary>Calls of an agent that must have been answered by now, without reading what was answered.</summary>
    public void CloseBefore(string memberRunId, int turn)
    {
        foreach (var (member, at, index) in Open(memberRunId).Where(call => call.Turn < turn)) Close(member, at, index);
    }

    /// <summary>The results of an agent's calls that were recorded meanwhile; null is every agent.</summary>
    public async Task<IReadOnlyList<JsonObject>> SettleAsync(string? memberRunId, CancellationToken cancellationToken)
    {
        List<JsonObject> results = [];
        IReadOnlyList<MemberRunRecord>? memberRuns = null;
        foreach (var (member, turn, index) in Open(memberRunId))
        {
            if (await store.FindMessageAsync(runId, member, turn, 1 + index, cancellationToken) is not { } message) continue;
            memberRuns ??= await store.ListMemberRunsAsync(runId, cancellationToken);
            Close(member, turn, index);
            results.Add(Result(member, AgUiIds.Call(member, turn, index), MessageView.TextOf(message, memberRuns) ?? ""));
        }

        return results;
    }

    /// <summary>A result.</summary>
    public static JsonObject Result(string memberRunId, string callId, string text) => AgUiFrame.Of(
        "TOOL_CALL_RESULT",
        ("messageId", AgUiIds.Result(callId)),
        ("toolCallId", callId),
        ("content", AgUiTranslator.Bounded(text)),
        ("role", "tool"),
        ("subagentRunId", AgUiIds.Subagent(memberRunId)));

    private List<(string MemberRunId, int Turn, int Index)> Open(string? memberRunId) =>
    [
        .. _open.Where(call => memberRunId is null || call.MemberRunId == memberRunId)
            .OrderBy(call => call.MemberRunId, StringComparer.Ordinal).ThenBy(call => call.Turn).ThenBy(call => call.Index),
    ];
}
