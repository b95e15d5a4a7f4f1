using System.Text.Json;
using DurableTeams.Storage.Records;

namespace DurableTeams.Storage.Rules;

/// <summary>The rules for decisions: all are taken or none, and the first decision of each requirement wins.</summary>
public static partial class RunRules
{
    /// <summary>Takes all decisions or none.</summary>
    /// <exception cref="ArgumentException">A requirement belongs to another run.</exception>
    public static DecideResult Decide(IRunRows rows, IReadOnlyList<DecisionRecord> decisions)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(decisions);
        var asked = new OrderedDictionary<string, RequirementRecord>(StringComparer.Ordinal);
        var changed = new OrderedDictionary<string, RequirementRecord>(StringComparer.Ordinal);
        var audit = new List<(AuditDraft Entry, DateTimeOffset At)>();
        var conflicts = new List<RequirementRecord>();
        foreach (var decision in decisions)
        {
            var id = decision.RequirementId;
            if (!asked.TryGetValue(id, out var first))
                asked[id] = first = rows.FindRequirement(id) ?? throw Unknown(rows, decision);
            var before = changed.GetValueOrDefault(id, first);
            var after = before.Status != RequirementStatus.Pending || CanGoOn(rows, before)
                ? DecisionRule.Take(before, decision)
                : null;
            if (after is null)
            {
                // The requirement as it is, not as it would have become.
                if (!conflicts.Contains(first)) conflicts.Add(first);
            }
            else if (!ReferenceEquals(after, before))
            {
                changed[id] = after;
                audit.Add((EntryOf(before, after, decision), decision.At));
            }
        }

        if (conflicts.Count > 0) return new DecideResult(conflicts, []);
        if (rows.Run.Status == RunStatus.Paused
            && changed.Values.FirstOrDefault(one => one.Status != RequirementStatus.Pending) is { } ends)
            changed[ends.RequirementId] = ends with { EndedPause = rows.Run.Pauses };
        foreach (var one in changed.Values)
            Resolve(rows, one, decisions.First(decision => decision.RequirementId == one.RequirementId).TraceParent);
        foreach (var (entry, at) in audit) rows.Append(at, entry);
        if (changed.Values.FirstOrDefault(one => one.EndedPause is not null) is { } ended)
            Continue(rows, ended.ResolvedAt!.Value);
        return new DecideResult([], [.. asked.Keys.Select(id => changed.GetValueOrDefault(id, asked[id]))]);
    }

    private static bool CanGoOn(IRunRows rows, RequirementRecord asked) =>
        !rows.Run.Status.IsFinal() && rows.FindMemberRun(asked.MemberRunId)?.Status.IsFinal() != true;

    private static void Continue(IRunRows rows, DateTimeOffset at)
    {
        SetStatus(rows, new StatusPatch(RunStatus.Running), at);
        var pause = rows.Run.Pauses;
        AppendRunEvent(rows, at, "continued", pause, RunEventTypes.RunContinued, new { pause });
    }

    /// <summary>The audit entry of a decision; for an edit it has both the model's arguments and the edited ones.</summary>
    private static AuditDraft EntryOf(RequirementRecord before, RequirementRecord after, DecisionRecord decision)
    {
        var replaced = decision.Arguments is null ? (JsonElement?)null : before.Tool.Arguments;
        var data = new DecidedData(
            decision.Decision, decision.Note, decision.Arguments, replaced, decision.Values, decision.Result, decision.Error,
            decision.PrincipalId);
        var action = after.Status == RequirementStatus.Pending ? AuditActions.Approved : AuditActions.Decided;
        return new AuditDraft(decision.RequirementId, null, action, decision.By, decision.From, Element(data));
    }

    private static ArgumentException Unknown(IRunRows rows, DecisionRecord decision) =>
        new($"\"{decision.RequirementId}\" is not the id of a requirement of run {rows.Run.RunId}.", nameof(decision));

    private sealed record DecidedData(
        string Decision, string? Note, JsonElement? Arguments, JsonElement? Replaced, JsonElement? Values, JsonElement? Result,
        string? Error,
        string? PrincipalId);
}
