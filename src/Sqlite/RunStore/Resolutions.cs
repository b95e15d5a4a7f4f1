using System.Text.Json;
using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.Engine.Sequencing.Messages;
using DurableTeams.Sqlite.RunStore.Columns;
using DurableTeams.Sqlite.RunStore.Tables;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;

namespace DurableTeams.Sqlite.RunStore;

/// <summary>Ends requirements: by a decision, or because nobody needs to decide any more.</summary>
internal sealed class Resolutions(EventLog events)
{
    /// <summary>Takes all decisions or none.</summary>
    /// <exception cref="ArgumentException">A decision is unknown, or its requirement is not one of this run.</exception>
    public DecideResult Decide(WriteSession session, RunRow run, IReadOnlyList<DecisionRecord> decisions)
    {
        var asked = new OrderedDictionary<string, RequirementRecord>(StringComparer.Ordinal);
        var changed = new OrderedDictionary<string, RequirementRecord>(StringComparer.Ordinal);
        var audit = new List<(AuditDraft Draft, DateTimeOffset At)>();
        var conflicts = new List<RequirementRecord>();
        foreach (var decision in decisions)
        {
            var id = decision.RequirementId;
            if (!asked.TryGetValue(id, out var first)) asked[id] = first = RequirementTable.Find(session, id) ?? throw Unknown(run, decision);
            var before = changed.GetValueOrDefault(id, first);
            var after = before.Status != RequirementStatus.Pending || CanGoOn(session, run, before) ? DecisionRule.Take(before, decision) : null;
            if (after is null)
            {
                // As it is, not as it would have become.
                if (!conflicts.Contains(first)) conflicts.Add(first);
            }
            else if (!ReferenceEquals(after, before))
            {
                changed[id] = after;
                audit.Add((Told(before, after, decision), decision.At));
            }
        }

        if (conflicts.Count > 0) return new DecideResult(conflicts, []);
        if (run.Status == RunStatus.Paused && changed.Values.FirstOrDefault(one => one.Status != RequirementStatus.Pending) is { } ends)
            changed[ends.RequirementId] = ends with { EndedPause = run.Pauses };
        foreach (var one in changed.Values) Write(session, run, one, decisions.First(decision => decision.RequirementId == one.RequirementId).TraceParent);
        foreach (var (draft, at) in audit) AuditLog.Append(session, run, draft, at);
        if (changed.Values.FirstOrDefault(one => one.EndedPause is not null) is { } ended) Continue(session, run, ended.ResolvedAt!.Value);
        return new DecideResult([], [.. asked.Keys.Select(id => changed.GetValueOrDefault(id, asked[id]))]);
    }

    /// <summary>Cancels what a member run still asks.</summary>
    public void CancelOf(WriteSession session, RunRow run, SqlValue agent, DateTimeOffset at)
    {
        foreach (var pending in RequirementTable.ListPending(session, run, agent))
        {
            Write(session, run, pending with { Status = RequirementStatus.Cancelled, ResolvedAt = at }, null);
            AuditLog.Append(session, run, new AuditDraft(pending.RequirementId, null, AuditActions.Cancelled), at);
        }
    }

    /// <summary>What the audit tells of a decision; of an edit both, what was asked for and what was decided on.</summary>
    private static AuditDraft Told(RequirementRecord before, RequirementRecord after, DecisionRecord decision)
    {
        var replaced = decision.Arguments is null ? (JsonElement?)null : before.Tool.Arguments;
        var data = StoredJson.Element(new DecidedData(
            decision.Decision, decision.Note, decision.Arguments, replaced, decision.Values, decision.Result, decision.Error, decision.PrincipalId));
        var what = after.Status == RequirementStatus.Pending ? AuditActions.Approved : AuditActions.Decided;
        return new AuditDraft(decision.RequirementId, null, what, decision.By, decision.From, data);
    }

    private static bool CanGoOn(WriteSession session, RunRow run, RequirementRecord asked) =>
        !run.Status.IsFinal()
        && MemberRunTable.FindStatus(session, run.Id, AgentIds.Position(run.RunId, asked.MemberRunId))?.IsFinal() != true;

    private void Write(WriteSession session, RunRow run, RequirementRecord resolved, string? traceparent)
    {
        RequirementTable.Resolve(session, run, resolved);
        if (resolved.ResolvedAt is not { } at) return;
        if (resolved.Decision is not null)
        {
            var agent = AgentIds.Position(run.RunId, resolved.MemberRunId);
            MemberRunTable.SetStatus(session, run.Id, agent, RunStatus.Paused, RunStatus.Running);
        }

        var data = StoredJson.Element(new ResolvedData(resolved.RequirementId, resolved.Status, resolved.Decision, resolved.ResolvedBy, traceparent));
        // Cancelled with a run that failed, it may be decided once that was retried.
        events.Append(session, run, at, new RunEventDraft(
            Attempts.Key($"req:{resolved.RequirementId}:resolved", run.Attempt), RunEventTypes.RequirementResolved, resolved.MemberRunId, resolved.MemberId, data));
        RunTable.Touch(session, run.Id, at);
    }

    private void Continue(WriteSession session, RunRow run, DateTimeOffset at)
    {
        RunTable.SetStatus(session, run, new StatusPatch(RunStatus.Running), at);
        var data = StoredJson.Element(new ContinuedData(run.Pauses));
        events.Append(session, run, at, new RunEventDraft($"run:continued:{run.Pauses}", RunEventTypes.RunContinued, Data: data));
    }

    private static ArgumentException Unknown(RunRow run, DecisionRecord decision) =>
        new($"\"{decision.RequirementId}\" is not the id of a requirement of run {run.RunId}.", nameof(decision));

    /// <summary>Checks what the store itself relies on.</summary>
    /// <exception cref="ArgumentException">A decision is unknown, or its requirement is not one of this run.</exception>
    public static void Check(string runId, IReadOnlyList<DecisionRecord> decisions)
    {
        foreach (var decision in decisions)
        {
            RequirementTable.Local(runId, decision.RequirementId);
            if (!DecisionRule.IsWord(decision.Decision))
                throw new ArgumentException($"\"{decision.Decision}\" is not a decision.", nameof(decisions));
        }
    }

    private sealed record ResolvedData(string RequirementId, RequirementStatus Status, string? Decision, string? By, string? Traceparent);

    private sealed record DecidedData(
        string Decision, string? Note, JsonElement? Arguments, JsonElement? Replaced, JsonElement? Values, JsonElement? Result, string? Error, string? PrincipalId);

    private sealed record ContinuedData(int Pause);
}
