using System.Globalization;
using System.Text.Json;
using DurableTeams.AzureTables.RunStore.Rows;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;

namespace DurableTeams.AzureTables.RunStore.Runs;

/// <summary>Takes decisions on a run's requirements.</summary>
internal static class RunDecisions
{
    /// <summary>Checks what needs no storage.</summary>
    /// <exception cref="ArgumentException">A decision is unknown, or its requirement is another run's.</exception>
    public static void Check(string runId, IReadOnlyList<DecisionRecord> decisions)
    {
        foreach (var decision in decisions)
        {
            RunKeys.Local(runId, decision.RequirementId);
            if (!DecisionRule.IsWord(decision.Decision)) throw new ArgumentException($"\"{decision.Decision}\" is not a decision.", nameof(decisions));
        }
    }

    /// <summary>Takes all decisions or none.</summary>
    /// <exception cref="ArgumentException">A requirement is not one of this run.</exception>
    public static DecideResult Decide(RunUnit unit, IReadOnlyList<DecisionRecord> decisions)
    {
        var asked = new OrderedDictionary<string, RequirementRecord>(StringComparer.Ordinal);
        var changed = new OrderedDictionary<string, RequirementRecord>(StringComparer.Ordinal);
        var told = new List<Action>();
        var conflicts = new List<RequirementRecord>();
        foreach (var decision in decisions)
        {
            var id = decision.RequirementId;
            if (!asked.TryGetValue(id, out var first)) asked[id] = first = unit.FindAsked(id)?.Record ?? throw Unknown(unit, decision);
            var before = changed.GetValueOrDefault(id, first);
            var after = before.Status != RequirementStatus.Pending || CanGoOn(unit, before) ? DecisionRule.Take(before, decision) : null;
            if (after is null)
            {
                // As it is, not as it would have become.
                if (!conflicts.Contains(first)) conflicts.Add(first);
            }
            else if (!ReferenceEquals(after, before))
            {
                changed[id] = after;
                told.Add(() => Tell(unit, before, after, decision));
            }
        }

        if (conflicts.Count > 0) return new DecideResult(conflicts, []);
        if (unit.Run.Status == RunStatus.Paused && changed.Values.FirstOrDefault(one => one.Status != RequirementStatus.Pending) is { } ends)
            changed[ends.RequirementId] = ends with { EndedPause = unit.Run.Pauses };
        foreach (var one in changed.Values) RunRules.Resolve(unit, one, decisions.First(decision => decision.RequirementId == one.RequirementId).TraceParent);
        foreach (var tell in told) tell();
        if (changed.Values.FirstOrDefault(one => one.EndedPause is not null) is { } ended) Continue(unit, ended.ResolvedAt!.Value);
        return new DecideResult([], [.. asked.Keys.Select(id => changed.GetValueOrDefault(id, asked[id]))]);
    }

    private static bool CanGoOn(RunUnit unit, RequirementRecord asked) =>
        !unit.Run.Status.IsFinal() && unit.FindAgent(asked.MemberRunId)?.Status.IsFinal() != true;

    private static void Continue(RunUnit unit, DateTimeOffset at)
    {
        RunRules.SetStatus(unit, new StatusPatch(RunStatus.Running), at);
        var pause = unit.Run.Pauses;
        unit.Append(at, string.Create(CultureInfo.InvariantCulture, $"run:continued:{pause}"), RunEventTypes.RunContinued, new { pause });
    }

    /// <summary>What the audit tells of a decision; of an edit both, what was asked for and what was decided on.</summary>
    private static void Tell(RunUnit unit, RequirementRecord before, RequirementRecord after, DecisionRecord decision)
    {
        var replaced = decision.Arguments is null ? (JsonElement?)null : before.Tool.Arguments;
        var data = new DecidedData(
            decision.Decision, decision.Note, decision.Arguments, replaced, decision.Values, decision.Result, decision.Error, decision.PrincipalId);
        var what = after.Status == RequirementStatus.Pending ? AuditActions.Approved : AuditActions.Decided;
        unit.Tell(decision.RequirementId, what, decision.At, null, decision.By, decision.From, StoredJson.Element(data));
    }

    private static ArgumentException Unknown(RunUnit unit, DecisionRecord decision) =>
        new($"\"{decision.RequirementId}\" is not the id of a requirement of run {unit.Run.RunId}.", nameof(decision));

    private sealed record DecidedData(
        string Decision, string? Note, JsonElement? Arguments, JsonElement? Replaced, JsonElement? Values, JsonElement? Result, string? Error, string? PrincipalId);
}
