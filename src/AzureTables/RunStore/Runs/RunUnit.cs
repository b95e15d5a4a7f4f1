using DurableTeams.AzureTables.RunStore.Lists;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Work;

namespace DurableTeams.AzureTables.RunStore.Runs;

/// <summary>
/// A change of a run in the making: the run as it will be, and the rows to write. Rows that are only ever added are taken
/// to be new unless <paramref name="known"/> says otherwise; the transaction fails where one of them is there.
/// </summary>
internal sealed partial class RunUnit(RunState before, IReadOnlySet<string>? known)
{
    private readonly RunState _state = before.Copy();

    /// <summary>The run as it was.</summary>
    public RunState Before => before;

    /// <summary>The run as it will be.</summary>
    public RunState After => _state with { Head = Head };

    /// <summary>The run's row.</summary>
    public RunHead Head { get; private set; } = before.Head;

    /// <summary>The run.</summary>
    public RunRecord Run
    {
        get => Head.Run;
        // Once a run goes on, its session is there.
        set => Head = Head with { Run = value, SessionState = value.Status == RunStatus.Pending ? Head.SessionState : null };
    }

    /// <summary>Rows that were there or are new, by key, whose value changes.</summary>
    public Dictionary<string, object> Changed { get; } = new(StringComparer.Ordinal);

    /// <summary>Rows to add, by key.</summary>
    public OrderedDictionary<string, object?> Added { get; } = new(StringComparer.Ordinal);

    /// <summary>Audit entries among them.</summary>
    public List<AuditRow> Audit { get; } = [];

    /// <summary>The member runs.</summary>
    public IReadOnlyDictionary<string, MemberRunRecord> Agents => _state.Agents;

    /// <summary>The requirements, in the order in which they were asked.</summary>
    public IEnumerable<AskedRow> Asked => _state.Asked.Values.OrderBy(asked => asked.Number);

    /// <summary>Whether no row is known that a row to be added could have met.</summary>
    public bool AllNew => known is null;

    /// <summary>Whether a row is known to be there.</summary>
    public bool Has(string key) => known?.Contains(key) == true;

    /// <summary>Adds a row unless it is there.</summary>
    public bool Add(string key, object? value) => !Has(key) && Added.TryAdd(key, value);

    /// <summary>The member run, or null.</summary>
    public MemberRunRecord? FindAgent(string id) => _state.Agents.GetValueOrDefault(RunKeys.Agent(Run.RunId, id));

    /// <summary>Writes a member run.</summary>
    public void Put(MemberRunRecord agent)
    {
        var key = RunKeys.Agent(Run.RunId, agent.MemberRunId);
        _state.Agents[key] = agent;
        Changed[key] = agent;
    }

    /// <summary>The work of a member run, or null.</summary>
    public WorkRecord? FindWork(string id) => _state.Work.GetValueOrDefault(RunKeys.Work(Run.RunId, id));

    /// <summary>Writes work.</summary>
    public void Put(WorkRecord work)
    {
        var key = RunKeys.Work(Run.RunId, work.MemberRunId);
        _state.Work[key] = work;
        Changed[key] = work;
    }

    /// <summary>The requirement, or null.</summary>
    public AskedRow? FindAsked(string id) => _state.Asked.GetValueOrDefault(RunKeys.Requirement(Run.RunId, id));

    /// <summary>Writes a requirement.</summary>
    public void Put(AskedRow asked)
    {
        var key = RunKeys.Requirement(Run.RunId, asked.Record.RequirementId);
        _state.Asked[key] = asked;
        Changed[key] = asked;
    }

    /// <summary>Writes a requirement that is there.</summary>
    public void Put(RequirementRecord record) => Put(FindAsked(record.RequirementId)! with { Record = record });

    /// <summary>Adds a requirement; false if there is one.</summary>
    public bool Ask(RequirementRecord record)
    {
        if (FindAsked(record.RequirementId) is not null) return false;
        Head = Head with { Asked = Head.Asked + 1 };
        Put(new AskedRow(record, Head.Asked, 0));
        return true;
    }

    /// <summary>Adds a turn unless its member run has one.</summary>
    public void Add(SessionTurn turn)
    {
        var key = RunKeys.Turn(Run.RunId, turn.MemberRunId);
        if (_state.Turns.ContainsKey(key)) return;
        Head = Head with { Turns = Head.Turns + 1 };
        var row = new TurnRow(turn, Head.Turns);
        _state.Turns[key] = row;
        Changed[key] = row;
    }

    /// <summary>Appends an event unless its key is there.</summary>
    private void Append(DateTimeOffset at, RunEventDraft draft)
    {
        if (!Add(RunKeys.EventKey(draft.Key), null)) return;
        Head = Head with { LastEvent = Head.LastEvent + 1 };
        Added[RunKeys.Event(Head.LastEvent)] = new RunEvent
        {
            Sequence = Head.LastEvent,
            Type = draft.Type,
            RunId = Run.RunId,
            MemberRunId = draft.MemberRunId,
            MemberId = draft.MemberId,
            At = draft.At ?? at,
            Data = draft.Data,
        };
    }

    /// <summary>Appends an audit entry unless its key is there; false where there is no such requirement.</summary>
    public bool Tell(DateTimeOffset at, AuditDraft draft)
    {
        var (id, key) = (draft.RequirementId, draft.Key);
        if (FindAsked(id) is not { } asked) return false;
        if (key is not null && !Add(RunKeys.AuditKey(id, key), null)) return true;
        var row = new AuditRow(
            new AuditEntry(id, asked.Audits + 1, at, draft.Action, draft.By, draft.From, draft.Data), AuditClock.Next());
        Put(asked with { Audits = row.Entry.Sequence });
        Added[RunKeys.Audit(Run.RunId, id, row.Entry.Sequence)] = row;
        Audit.Add(row);
        return true;
    }

    /// <summary>Records that the run changed.</summary>
    public void Touch(DateTimeOffset at)
    {
        if (at > Run.UpdatedAt) Run = Run with { UpdatedAt = at };
    }
}
