using System.Text.Json;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;
using DurableTeams.Storage.Work;

namespace DurableTeams.Orchestrations.Tests.Storage;

/// <summary>The rows of run <c>r1</c> in memory, for tests of the rules.</summary>
internal sealed class RowsInMemory : IRunRows
{
    private readonly HashSet<string> _eventKeys = [];

    public RunStanding Run { get; set; } = new("r1", RunStatus.Running, 0, 0, false);

    public DateTimeOffset? CompletedAt { get; private set; }

    public DateTimeOffset Touched { get; private set; }

    public Dictionary<string, MemberRunRecord> MemberRuns { get; } = [];

    public Dictionary<string, RequirementRecord> Requirements { get; } = [];

    public List<MessageRecord> Messages { get; } = [];

    public List<RunEventDraft> Events { get; } = [];

    public List<AuditDraft> Audit { get; } = [];

    public List<SessionTurn> Turns { get; } = [];

    public JsonElement? StatePatch { get; private set; }

    public bool IsRecorded(TurnPlace turn) =>
        Messages.Any(message => message.MemberRunId == turn.MemberRunId && message.Turn == turn.Turn && message.Slot == 0);

    public Dictionary<string, WorkRecord> Work { get; } = [];

    public bool IsRecorded(string eventKey) => _eventKeys.Contains(eventKey);

    public WorkRecord? FindWork(string memberRunId) => Work.GetValueOrDefault(memberRunId);

    public void Write(WorkRecord work) => Work[work.MemberRunId] = work;

    public MemberRunStanding? FindMemberRun(string memberRunId) =>
        MemberRuns.TryGetValue(memberRunId, out var found) ? new MemberRunStanding(found.Status, found.Usage) : null;

    public IReadOnlyCollection<MemberRunRecord> ListMemberRuns() => MemberRuns.Values;

    public RequirementRecord? FindRequirement(string requirementId) => Requirements.GetValueOrDefault(requirementId);

    public IReadOnlyList<RequirementRecord> ListRequirements(string memberRunId, RequirementStatus status) =>
        [.. Requirements.Values.Where(asked => asked.MemberRunId == memberRunId && asked.Status == status)];

    public IReadOnlyList<string> ListPendingIds() =>
        [.. Requirements.Values.Where(asked => asked.Status == RequirementStatus.Pending).Select(asked => asked.RequirementId)];

    public void WriteRun(StatusPatch patch, DateTimeOffset? completedAt)
    {
        Run = Run with { Status = patch.Status };
        CompletedAt = completedAt;
    }

    public void WritePause(int pause) => Run = Run with { Status = RunStatus.Paused, Pauses = pause };

    public void WriteRetry() => Run = Run with { Status = RunStatus.Pending, Attempt = Run.Attempt + 1, CancelRequested = false };

    public void WriteCancelRequest(string? reason, DateTimeOffset at) => Run = Run with { CancelRequested = true };

    public void Touch(DateTimeOffset at) => Touched = at;

    public void Add(MemberRunRecord started) => MemberRuns.TryAdd(started.MemberRunId, started);

    public void Add(MessageRecord message) => Messages.Add(message);

    public bool Add(RequirementRecord asked) => Requirements.TryAdd(asked.RequirementId, asked);

    public void Add(SessionTurn turn) => Turns.Add(turn);

    public void Write(MemberRunUpdate update)
    {
        var before = MemberRuns[update.MemberRunId];
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

        MemberRuns[update.MemberRunId] = after;
    }

    public void Write(RequirementRecord requirement) => Requirements[requirement.RequirementId] = requirement;

    public void Append(DateTimeOffset at, params IReadOnlyList<RunEventDraft> events) =>
        Events.AddRange(events.Where(draft => _eventKeys.Add(draft.Key)));

    public void Append(DateTimeOffset at, AuditDraft entry) => Audit.Add(entry);

    public void ChangeSession(JsonElement? statePatch, string? activeAgent) => StatePatch = statePatch;
}
