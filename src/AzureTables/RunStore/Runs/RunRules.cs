using System.Globalization;
using System.Text.Json;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;

namespace DurableTeams.AzureTables.RunStore.Runs;

/// <summary>What changes do to a run. Applied twice, they leave what they left the first time.</summary>
internal static class RunRules
{
    /// <summary>
    /// Applies a change; false, and nothing is changed, where the turn is known to be recorded that it must be the first to
    /// record. One that is not known to be is among the rows to add, so that it is met there.
    /// </summary>
    public static bool Apply(RunUnit unit, RunChange change)
    {
        if (change.UnlessRecorded is { } place && unit.Has(RunKeys.Message(RunKeys.Position(change.RunId, place.MemberRunId), place.Turn, 0))) return false;
        foreach (var started in change.Started)
        {
            if (unit.FindAgent(started.MemberRunId) is null) unit.Put(started);
        }

        foreach (var message in change.Messages)
            unit.Add(RunKeys.Message(RunKeys.Position(change.RunId, message.MemberRunId), message.Turn, message.Slot), message);
        foreach (var asked in change.Requirements)
        {
            if (unit.Ask(asked)) unit.Tell(asked.RequirementId, AuditActions.Created, asked.CreatedAt);
        }

        foreach (var id in change.Escalated)
        {
            if (unit.FindAsked(id)?.Record is not { Status: RequirementStatus.Pending, EscalatedAt: null } asked) continue;
            unit.Put(asked with { EscalatedAt = change.At });
            unit.Tell(id, AuditActions.Escalated, change.At);
        }

        foreach (var id in change.Delivered)
        {
            if (unit.FindAsked(id)?.Record is not { } asked || !Undelivered(asked)) continue;
            unit.Put(asked with { Delivered = true });
            unit.Tell(id, AuditActions.Delivered, change.At);
        }

        foreach (var draft in change.Audit) unit.Tell(draft.RequirementId, draft.Action, change.At, draft.Key, draft.By, draft.From, draft.Data);

        var stands = false;
        foreach (var patch in change.Members)
            stands |= Patch(unit, patch, change.At) && patch.Status is { } status && (status.IsFinal() || status == RunStatus.Paused);

        // Before the change's own events: those of a run's end come last, since readers stop there.
        foreach (var agent in change.CancelRequirementsOf) CancelOf(unit, agent, change.At);
        foreach (var draft in change.Events) unit.Append(change.At, draft);
        // A question of a member run that has ended meanwhile: nobody needs to answer it.
        foreach (var id in change.Requirements.Select(asked => asked.MemberRunId).Distinct().Where(id => unit.FindAgent(id)?.Status.IsFinal() == true))
            CancelOf(unit, id, change.At);
        foreach (var turn in change.SessionTurns) unit.Add(turn);
        if (change.Run is { } runPatch) SetStatus(unit, runPatch, change.At);
        if (stands) PauseIfNothingGoesOn(unit, change.At);
        unit.Touch(change.At);
        return true;
    }

    /// <summary>Pauses a member run whose questions are all still open, and the run if nothing in it can go on.</summary>
    public static PauseResult Pause(RunUnit unit, string memberRunId, IReadOnlyList<string> requirements, DateTimeOffset at)
    {
        if (unit.Run.Status.IsFinal() || unit.FindAgent(memberRunId) is not { } agent || agent.Status.IsFinal()
            || !requirements.All(id => id.StartsWith(unit.Run.RunId + ".", StringComparison.Ordinal) && unit.FindAsked(id)?.Record.Status == RequirementStatus.Pending))
            return new PauseResult(false, null);

        // Done a second time, it must answer as the first time, when its answer may have been lost.
        if (agent.Status == RunStatus.Paused && unit.Run.Status == RunStatus.Paused) return new PauseResult(true, unit.Run.Pauses);
        if (agent.Status != RunStatus.Paused) unit.Put(agent with { Status = RunStatus.Paused });
        unit.Touch(at);
        return new PauseResult(true, PauseIfNothingGoesOn(unit, at));
    }

    /// <summary>Lets a failed run start again.</summary>
    public static void Retry(RunUnit unit, IReadOnlyList<string> again, DateTimeOffset at)
    {
        if (unit.Run.Status != RunStatus.Failed) return;
        unit.Run = unit.Run with
        {
            Status = RunStatus.Pending,
            Attempt = unit.Run.Attempt + 1,
            Error = null,
            Output = null,
            CompletedAt = null,
            CancelRequestedAt = null,
            CancelReason = null,
        };
        unit.Touch(at);
        foreach (var id in again)
        {
            if (unit.FindAgent(id) is { } agent) unit.Put(agent with { Status = RunStatus.Running, Error = null, CompletedAt = null });
            foreach (var asked in OpenOrCancelled(unit, id, RequirementStatus.Cancelled).Where(asked => asked.Decision is null))
            {
                unit.Put(asked with { Status = RequirementStatus.Pending, ResolvedAt = null });
                unit.Tell(asked.RequirementId, AuditActions.Reopened, at);
            }
        }

        var attempt = unit.Run.Attempt;
        unit.Append(at, string.Create(CultureInfo.InvariantCulture, $"run:retried:{attempt}"), RunEventTypes.RunContinued, new { attempt });
    }

    /// <summary>Whether there is a decision that nobody acted on.</summary>
    public static bool Undelivered(RequirementRecord asked) =>
        !asked.Delivered && asked.Status is not (RequirementStatus.Pending or RequirementStatus.Cancelled);

    /// <summary>Sets the status of a run that is not finished.</summary>
    public static void SetStatus(RunUnit unit, StatusPatch patch, DateTimeOffset at)
    {
        if (unit.Run.Status.IsFinal()) return;
        unit.Run = unit.Run with
        {
            Status = patch.Status,
            Error = patch.Error ?? unit.Run.Error,
            Output = (patch.OutputOf is { } agent ? unit.FindAgent(agent)?.Output : null) ?? patch.Output ?? unit.Run.Output,
            CompletedAt = patch.Status.IsFinal() ? at : null,
        };
    }

    /// <summary>Writes how a requirement was resolved, or who approved it so far.</summary>
    public static void Resolve(RunUnit unit, RequirementRecord resolved, string? traceparent = null)
    {
        unit.Put(resolved);
        if (resolved.ResolvedAt is not { } at) return;
        if (resolved.Decision is not null && unit.FindAgent(resolved.MemberRunId) is { Status: RunStatus.Paused } agent)
            unit.Put(agent with { Status = RunStatus.Running });

        // Cancelled with a run that failed, it may be decided once that was retried.
        var attempt = unit.Run.Attempt;
        var key = $"req:{resolved.RequirementId}:resolved" + (attempt == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $":{attempt}"));
        var data = new ResolvedData(resolved.RequirementId, resolved.Status, resolved.Decision, resolved.ResolvedBy, traceparent);
        unit.Append(at, key, RunEventTypes.RequirementResolved, data, resolved.MemberRunId, resolved.MemberId);
        unit.Touch(at);
    }

    private static RequirementRecord[] OpenOrCancelled(RunUnit unit, string agent, RequirementStatus status) =>
        [.. unit.Asked.Select(asked => asked.Record).Where(asked => asked.MemberRunId == agent && asked.Status == status)];

    private static void CancelOf(RunUnit unit, string agent, DateTimeOffset at)
    {
        foreach (var pending in OpenOrCancelled(unit, agent, RequirementStatus.Pending))
        {
            Resolve(unit, pending with { Status = RequirementStatus.Cancelled, ResolvedAt = at });
            unit.Tell(pending.RequirementId, AuditActions.Cancelled, at);
        }
    }

    /// <summary>Applies a patch; true if the member run was not finished, so that its status may have changed.</summary>
    private static bool Patch(RunUnit unit, MemberRunPatch patch, DateTimeOffset at)
    {
        if (unit.FindAgent(patch.MemberRunId) is not { } agent) return false;
        var patched = agent;
        if (patch.Usage is { } usage)
        {
            // A total never shrinks: a step that is done again late must not undo a later one's.
            var had = agent.Usage;
            patched = agent with
            {
                Usage = new Usage(
                    Math.Max(had.InputTokens, usage.InputTokens), Math.Max(had.OutputTokens, usage.OutputTokens),
                    Math.Max(had.ModelCalls, usage.ModelCalls), Math.Max(had.ToolCalls, usage.ToolCalls)),
            };
        }

        var changes = patch is not { Status: null, Output: null, Error: null } && !agent.Status.IsFinal();
        if (changes)
        {
            patched = patched with
            {
                Status = patch.Status ?? agent.Status,
                Output = patch.Output ?? agent.Output,
                Error = patch.Error ?? agent.Error,
                CompletedAt = patch.Status?.IsFinal() == true ? at : null,
            };
        }

        if (patched != agent) unit.Put(patched);
        return changes;
    }

    private static int? PauseIfNothingGoesOn(RunUnit unit, DateTimeOffset at)
    {
        if (unit.Run.Status is not (RunStatus.Pending or RunStatus.Running) || !PauseRule.IsPaused([.. unit.Agents.Values])) return null;
        var pause = unit.Run.Pauses + 1;
        unit.Run = unit.Run with { Status = RunStatus.Paused, Pauses = pause };
        var pending = unit.Asked.Where(asked => asked.Record.Status == RequirementStatus.Pending).Select(asked => asked.Record.RequirementId);
        unit.Append(at, string.Create(CultureInfo.InvariantCulture, $"run:paused:{pause}"), RunEventTypes.RunPaused, new { requirements = pending.ToArray() });
        return pause;
    }

    private sealed record ResolvedData(string RequirementId, RequirementStatus Status, string? Decision, string? By, string? Traceparent);
}
