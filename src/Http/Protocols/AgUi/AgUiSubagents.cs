using System.Text.Json.Nodes;
using DurableTeams.Definitions;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Http.Protocols.AgUi;

/// <summary>
/// The member runs of a run as subagents (https://docs.ag-ui.com/concepts/subagents). One is announced before the first that is
/// told of it, in every answer anew, and closed before the answer ends.
/// </summary>
internal sealed class AgUiSubagents(IRunStore store, TeamDefinition team, string runId, Action<JsonObject> tell)
{
    private readonly Dictionary<string, AgUiWriting> _open = new(StringComparer.Ordinal);
    private readonly HashSet<string> _closed = new(StringComparer.Ordinal);
    private IReadOnlyList<MemberRunRecord> _records = [];

    /// <summary>What an agent writes; null once it was closed.</summary>
    public async Task<AgUiWriting?> OpenAsync(string memberRunId, string? memberId, CancellationToken cancellationToken)
    {
        if (_open.TryGetValue(memberRunId, out var writing)) return writing;
        if (_closed.Contains(memberRunId)) return null;
        if (AgUiIds.Subagent(memberRunId) is not null) await AnnounceAsync(memberRunId, memberId, cancellationToken);
        return _open[memberRunId] = new AgUiWriting(memberRunId, memberId, tell);
    }

    /// <summary>Whether all that was told so far holds; asking forgets it, unless somebody is still writing.</summary>
    public bool TakeVoid()
    {
        if (!_open.Values.Any(writing => writing.IsVoid) || _open.Values.Any(writing => writing.IsOpen)) return false;
        foreach (var writing in _open.Values) writing.IsVoid = false;
        return true;
    }

    /// <summary>The agent ended.</summary>
    /// <param name="memberRunId">Its member run.</param>
    /// <param name="end">The event without the subagent; null for what ends without one.</param>
    public void Close(string memberRunId, JsonObject? end)
    {
        if (!_open.Remove(memberRunId, out var writing)) return;
        writing.Close();
        _closed.Add(memberRunId);
        if (end is null || AgUiIds.Subagent(memberRunId) is not { } subagent) return;
        end["subagentRunId"] = subagent;
        tell(end);
    }

    /// <summary>The answer ends: the inner ones are closed first.</summary>
    /// <param name="end">The event for a member run.</param>
    public void CloseAll(Func<string, JsonObject> end)
    {
        foreach (var memberRunId in _open.Keys.OrderByDescending(id => id.Length)
            .ThenByDescending(id => id, StringComparer.Ordinal)
                .ToList()) Close(memberRunId, end(memberRunId));
    }

    private async Task AnnounceAsync(string memberRunId, string? memberId, CancellationToken cancellationToken)
    {
        var record = Find(memberRunId);
        if (record is null)
        {
            _records = await store.ListMemberRunsAsync(runId, cancellationToken);
            record = Find(memberRunId);
        }

        var parent = RunIds.ParentOf(memberRunId) is { } id ? AgUiIds.Subagent(id) : null;
        if (parent is not null && !_closed.Contains(parent))
            await OpenAsync(parent, Find(parent)?.MemberId, cancellationToken);
        var name = memberId ?? record?.MemberId ?? memberRunId;
        var call = record?.Brief?.Call ?? record?.Brief?.Transfer;
        tell(AgUiFrame.Of(
            "SUBAGENT_STARTED",
            ("subagentRunId", memberRunId),
            ("name", name),
            ("description", parent is null ? team.FindMember(name)?.Role : null),
            ("parentSubagentRunId", parent),
            ("parentToolCallId", call is null ? null : AgUiIds.Call(call.MemberRunId, call.Turn, call.Index)),
            ("parentMessageId", call is null ? null : AgUiIds.Message(call.MemberRunId, call.Turn))));
    }

    private MemberRunRecord? Find(string memberRunId) => _records.FirstOrDefault(record => record.MemberRunId == memberRunId);
}
