using System.Text.Json;
using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.RunStore.Columns;
using DurableTeams.Sqlite.RunStore.Tables;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Work;
using DurableTeams.Storage.Rules;

namespace DurableTeams.Sqlite.RunStore;

/// <summary>The rows of a run in the writer's transaction. Each is read when a rule asks for it, and written at once.</summary>
internal sealed class SqliteRunRows(WriteSession session, RunRow row, EventLog events) : IRunRows
{
    private RunRow _run = row;

    public RunStanding Run => new(_run.RunId, _run.Status, _run.Pauses, _run.Attempt, _run.CancelRequested);

    public bool IsRecorded(TurnPlace turn) => MessageTable.IsRecorded(session, _run, turn);

    public bool IsRecorded(string eventKey) => EventLog.IsRecorded(session, _run, eventKey);

    public WorkRecord? FindWork(string memberRunId) =>
        WorkTable.Find(session, _run.Id, MemberRunIds.Position(_run.RunId, memberRunId));

    public void Write(WorkRecord work) => events.Write(session, _run, work);

    public MemberRunStanding? FindMemberRun(string memberRunId) =>
        MemberRunTable.FindStanding(session, _run.Id, MemberRunIds.Position(_run.RunId, memberRunId));

    public IReadOnlyCollection<MemberRunRecord> ListMemberRuns() => MemberRunTable.ListForPause(session, _run);

    public RequirementRecord? FindRequirement(string requirementId) =>
        requirementId.StartsWith(_run.RunId + ".", StringComparison.Ordinal)
            ? RequirementTable.Find(session, requirementId)
            : null;

    public IReadOnlyList<RequirementRecord> ListRequirements(string memberRunId, RequirementStatus status) =>
        RequirementTable.List(session, _run, MemberRunIds.Position(_run.RunId, memberRunId), status);

    public IReadOnlyList<string> ListPendingIds() => RequirementTable.ListPendingIds(session, _run);

    public void WriteRun(StatusPatch patch, DateTimeOffset? completedAt)
    {
        RunTable.SetStatus(session, _run, patch, completedAt);
        _run = _run with { Status = patch.Status };
    }

    public void WritePause(int pause)
    {
        RunTable.Pause(session, _run.Id, pause);
        _run = _run with { Status = RunStatus.Paused, Pauses = pause };
    }

    public void WriteRetry()
    {
        RunTable.Retry(session, _run.Id);
        // What the attempts before did may be exported already; a run that was never traced has its spans from here on.
        TraceTable.Begin(session, _run.Id, EventLog.Last(session, _run.Id));
        _run = _run with { Status = RunStatus.Pending, Attempt = _run.Attempt + 1, CancelRequested = false };
    }

    public void WriteCancelRequest(string? reason, DateTimeOffset at)
    {
        RunTable.RequestCancel(session, _run.Id, reason, at);
        _run = _run with { CancelRequested = true };
    }

    public void Touch(DateTimeOffset at) => RunTable.Touch(session, _run.Id, at);

    public void Add(MemberRunRecord started) => MemberRunTable.Insert(session, _run, started);

    public void Add(MessageRecord message) => MessageTable.Insert(session, _run, message);

    public bool Add(RequirementRecord asked) => RequirementTable.Insert(session, _run, asked);

    public void Add(SessionTurn turn) => SessionTurnTable.Insert(session, _run, turn);

    public void Write(MemberRunUpdate update) => MemberRunTable.Write(session, _run, update);

    public void Write(RequirementRecord requirement) => RequirementTable.Write(session, _run, requirement);

    public void Append(DateTimeOffset at, params IReadOnlyList<RunEventDraft> drafts)
    {
        // What comes after the end of a run is exported, too.
        if (_run.Status.IsFinal()) TraceTable.Begin(session, _run.Id, EventLog.Last(session, _run.Id));
        events.Append(session, _run, at, drafts);
    }

    public void Append(DateTimeOffset at, AuditDraft entry) => AuditLog.Append(session, _run, entry, at);

    public void ChangeSession(JsonElement? statePatch, string? activeAgent) =>
        SessionStates.Change(session, _run, statePatch, activeAgent);
}
