using System.Text.Json;
using DurableTeams.Storage.Work;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;

namespace DurableTeams.AzureTables.RunStore.Runs;

/// <summary>What the rules read and write of the run.</summary>
internal sealed partial class RunUnit : IRunRows
{
    RunStanding IRunRows.Run => new(Run.RunId, Run.Status, Run.Pauses, Run.Attempt, Run.CancelRequestedAt is not null);

    bool IRunRows.IsRecorded(TurnPlace turn) => Has(RunKeys.Message(RunKeys.Position(Run.RunId, turn.MemberRunId), turn.Turn, 0));

    bool IRunRows.IsRecorded(string eventKey) =>
        Has(RunKeys.EventKey(eventKey)) || Added.ContainsKey(RunKeys.EventKey(eventKey));

    WorkRecord? IRunRows.FindWork(string memberRunId) => FindWork(memberRunId);

    void IRunRows.Write(WorkRecord work) => Put(work);

    MemberRunStanding? IRunRows.FindMemberRun(string memberRunId) =>
        FindAgent(memberRunId) is { } found ? new MemberRunStanding(found.Status, found.Usage) : null;

    IReadOnlyCollection<MemberRunRecord> IRunRows.ListMemberRuns() => [.. Agents.Values];

    RequirementRecord? IRunRows.FindRequirement(string requirementId) =>
        requirementId.StartsWith(Run.RunId + ".", StringComparison.Ordinal) ? FindAsked(requirementId)?.Record : null;

    IReadOnlyList<RequirementRecord> IRunRows.ListRequirements(string memberRunId, RequirementStatus status) =>
        [.. Asked.Select(asked => asked.Record).Where(asked => asked.MemberRunId == memberRunId && asked.Status == status)];

    IReadOnlyList<string> IRunRows.ListPendingIds() =>
        [.. Asked.Where(asked => asked.Record.Status == RequirementStatus.Pending).Select(asked => asked.Record.RequirementId)];

    void IRunRows.WriteRun(StatusPatch patch, DateTimeOffset? completedAt) => Run = Run with
    {
        Status = patch.Status,
        Error = patch.Error ?? Run.Error,
        Output = (patch.OutputOf is { } memberRun ? FindAgent(memberRun)?.Output : null) ?? patch.Output ?? Run.Output,
        CompletedAt = completedAt,
    };

    void IRunRows.WritePause(int pause) => Run = Run with { Status = RunStatus.Paused, Pauses = pause };

    void IRunRows.WriteRetry() => Run = Run with
    {
        Status = RunStatus.Pending,
        Attempt = Run.Attempt + 1,
        Error = null,
        Output = null,
        CompletedAt = null,
        CancelRequestedAt = null,
        CancelReason = null,
    };

    void IRunRows.WriteCancelRequest(string? reason, DateTimeOffset at) =>
        Run = Run with { CancelRequestedAt = at, CancelReason = reason };

    void IRunRows.Add(MemberRunRecord started)
    {
        if (FindAgent(started.MemberRunId) is null) Put(started);
    }

    void IRunRows.Add(MessageRecord message) =>
        Add(RunKeys.Message(RunKeys.Position(Run.RunId, message.MemberRunId), message.Turn, message.Slot), message);

    bool IRunRows.Add(RequirementRecord asked) => Ask(asked);

    void IRunRows.Write(MemberRunUpdate update)
    {
        var before = FindAgent(update.MemberRunId)!;
        var after = before with { Usage = update.Usage ?? before.Usage };
        if (update.Status is { } status)
        {
            after = after with
            {
                Status = status,
                Output = update.Output ?? before.Output,
                Error = update.ClearsError ? null : update.Error ?? before.Error,
                CompletedAt = update.CompletedAt,
            };
        }

        if (after != before) Put(after);
    }

    void IRunRows.Write(RequirementRecord requirement) => Put(requirement);

    void IRunRows.Append(DateTimeOffset at, params IReadOnlyList<RunEventDraft> events)
    {
        foreach (var draft in events) Append(at, draft);
    }

    void IRunRows.Append(DateTimeOffset at, AuditDraft entry) => Tell(at, entry);

    // The session is not in the run's transaction: the store has changed it before.
    void IRunRows.ChangeSession(JsonElement? statePatch, string? activeAgent) { }
}
