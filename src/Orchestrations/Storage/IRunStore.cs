using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;
using DurableTeams.Storage.Work;

namespace DurableTeams.Storage;

/// <summary>
/// Stores runs with their messages, events and requirements, definitions and sessions: SQLite in the embedded host, Azure Table
/// storage on Azure. Every write is idempotent under deterministic keys: a write that is repeated changes nothing. Reads see
/// what was committed.
/// </summary>
/// <exception cref="StoreUnavailableException">Every member, while the storage cannot be reached or written.</exception>
public interface IRunStore : IWorkStore
{
    /// <summary>What steps of a run read before they change the run. All other readers ask the store itself.</summary>
    IRecentRuns Recent => new UncachedRuns(this);

    /// <summary>Stores a definition (canonical JSON) under its content hash; a known hash stays as it is.</summary>
    Task SaveDefinitionAsync(string hash, string json, CancellationToken cancellationToken = default);

    /// <summary>The definition stored under this hash, or null.</summary>
    Task<string?> FindDefinitionAsync(string hash, CancellationToken cancellationToken = default);

    /// <summary>
    /// Adds a run, durable on return, and its session if the session is new (with <paramref name="initialState"/>, the text of
    /// a JSON object, as the session's state). Returns null, or the unchanged run that has this id already.
    /// </summary>
    /// <exception cref="SessionUserException">The run names another user than the session's runs; nothing was
    /// created.</exception>
    Task<RunRecord?> CreateRunAsync(RunRecord run, string? initialState, CancellationToken cancellationToken = default);

    /// <summary>
    /// As <see cref="CreateRunAsync"/> for a fork (its session exists), together with the past that the fork shares: both or
    /// nothing, durable on return. If the run exists already, neither the run nor its past changes.
    /// </summary>
    /// <exception cref="ArgumentException">The past belongs to another run, or holds something of another run.</exception>
    /// <exception cref="KeyNotFoundException">The run that was forked has been deleted meanwhile.</exception>
    Task<RunRecord?> ForkAsync(RunRecord run, RunChange past, CancellationToken cancellationToken = default);

    /// <summary>The run with this id, or null.</summary>
    Task<RunRecord?> FindRunAsync(string runId, CancellationToken cancellationToken = default);

    /// <summary>Runs, newest first, as lists show them. The cost of reading one does not grow with the run.</summary>
    Task<StorePage<RunSummary>> ListRunSummariesAsync(RunQuery query, CancellationToken cancellationToken = default);

    /// <summary>The runs of <see cref="ListRunSummariesAsync"/>, with their long texts cut in the same way.</summary>
    Task<StorePage<RunRecord>> ListRunsAsync(RunQuery query, CancellationToken cancellationToken = default);

    /// <summary>The run's member runs (the leader's and the members'), in the order of their ids' positions.</summary>
    Task<IReadOnlyList<MemberRunRecord>> ListMemberRunsAsync(string runId, CancellationToken cancellationToken = default);

    /// <summary>The status of one of the run's member runs; null where there is none.</summary>
    Task<RunStatus?> FindMemberRunStatusAsync(string runId, string memberRunId, CancellationToken cancellationToken = default);

    /// <summary>The messages of one member run, ordered by turn and slot.</summary>
    Task<IReadOnlyList<MessageRecord>> ListMessagesAsync(
        string runId, string memberRunId, CancellationToken cancellationToken = default);

    /// <summary>
    /// The approximate size in bytes of the messages of one member run (texts and arguments), found without reading them. It is
    /// never less than the real size, except for messages that older versions wrote.
    /// </summary>
    Task<long> MeasureConversationAsync(string runId, string memberRunId, CancellationToken cancellationToken = default);

    /// <summary>The messages of all member runs of a run, ordered by member run, turn and slot.</summary>
    Task<IReadOnlyList<MessageRecord>> ListRunMessagesAsync(string runId, CancellationToken cancellationToken = default);

    /// <summary>One message, or null.</summary>
    Task<MessageRecord?> FindMessageAsync(
        string runId, string memberRunId, int turn, int slot, CancellationToken cancellationToken = default);

    /// <summary>
    /// Writes a change of one run, all or nothing. Inside an activity the change is durable together with the activity's
    /// result, at the latest; elsewhere on return. Returns false where nothing was written because the turn of
    /// <see cref="RunChange.UnlessRecorded"/> was recorded before. If that turn is recorded while the change travels with an
    /// activity's result, the change is left out as well.
    /// </summary>
    /// <exception cref="ArgumentException">The change names a member run or requirement of another run, or its state patch is
    /// no object.</exception>
    /// <exception cref="KeyNotFoundException">There is no such run. Inside an activity nothing is written instead, since the
    /// run may be deleted before the result is written.</exception>
    Task<bool> CommitAsync(RunChange change, CancellationToken cancellationToken = default);

    /// <summary>
    /// Marks a member run paused, if all these requirements are still pending. Marks the run paused too, if nothing in it can
    /// then go on without a person (see <see cref="PauseRule"/>), and writes the <c>RunPaused</c> event. Sees what the same
    /// activity committed before. A repeated call answers the same as long as nobody decided. Durable on return.
    /// </summary>
    /// <exception cref="ArgumentException">There are no requirements, or the member run is another run's.</exception>
    /// <exception cref="KeyNotFoundException">There is no such run.</exception>
    Task<PauseResult> PauseAsync(
        string runId,
        string memberRunId,
        IReadOnlyList<string> requirementIds,
        DateTimeOffset at,
        CancellationToken cancellationToken = default);

    /// <summary>Events after a sequence number, oldest first, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<RunEvent>> ListEventsAsync(
        string runId, long after, int limit, CancellationToken cancellationToken = default);

    /// <summary>
    /// Returns once the run has an event after this sequence number, or at the timeout or cancellation. Does not throw.
    /// </summary>
    Task WaitForEventAsync(string runId, long after, TimeSpan timeout, CancellationToken cancellationToken = default);

    /// <summary>The requirement with this id, or null.</summary>
    Task<RequirementRecord?> FindRequirementAsync(string requirementId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Requirements, newest first; or pending ones, the earliest deadline first (see <see cref="RequirementOrder"/>).
    /// </summary>
    /// <exception cref="ArgumentException">The order is by deadline, and another status than pending is asked for.</exception>
    /// <exception cref="InvalidCursorException">The cursor does not come from this list in this order.</exception>
    Task<StorePage<RequirementRecord>> ListRequirementsAsync(
        RequirementQuery query, CancellationToken cancellationToken = default);

    /// <summary>
    /// Takes decisions on requirements of one run: all or none, and the first decision of each requirement wins. Sets the
    /// requirements resolved and undelivered, their member runs running and a paused run running, and writes the
    /// <c>RequirementResolved</c> and <c>RunContinued</c> events. Two decisions are the same if they decide the same with the
    /// same arguments, values, result and error, whoever gives them with whatever note. An approval below the quorum is kept
    /// and leaves the requirement pending; the same person counts once, and one rejection rejects. Partial values are kept and
    /// leave the requirement pending. From <see cref="RequirementRecord.ExpiresAt"/> on, by the decision's time, only
    /// <c>expire</c> is taken, and <c>expire</c> is taken only then. Each decision, also one of a quorum, writes an audit
    /// entry. Durable on return.
    /// </summary>
    /// <exception cref="ArgumentException">A decision's word is unknown, or its requirement belongs to another run.</exception>
    /// <exception cref="KeyNotFoundException">There is no such run.</exception>
    Task<DecideResult> DecideAsync(
        string runId, IReadOnlyList<DecisionRecord> decisions, CancellationToken cancellationToken = default);

    /// <summary>
    /// Claims a call that must not be made twice: true the first time a key is claimed, false afterwards. Durable on return,
    /// whatever becomes of the calling activity.
    /// </summary>
    /// <param name="runId">The run; the claim is deleted with it.</param>
    /// <param name="key">The call's attempt, made of ids and positions.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<bool> TryClaimAsync(string runId, string key, CancellationToken cancellationToken = default);

    /// <summary>Appends audit entries of one run's requirements. Durable on return.</summary>
    Task AppendAuditAsync(
        string runId, IReadOnlyList<AuditDraft> entries, DateTimeOffset at, CancellationToken cancellationToken = default);

    /// <summary>A requirement's audit entries, oldest first.</summary>
    Task<IReadOnlyList<AuditEntry>> ListAuditAsync(string requirementId, CancellationToken cancellationToken = default);

    /// <summary>
    /// All audit entries in the order they were written, after a position (0 is the beginning), at most <paramref name="limit"/>;
    /// with the position of the last.
    /// </summary>
    Task<(IReadOnlyList<AuditEntry> Entries, long Position)> ListAllAuditAsync(
        long after, int limit, CancellationToken cancellationToken = default);

    /// <summary>How many requirements are pending, by team; teams without one are left out.</summary>
    Task<IReadOnlyDictionary<string, int>> CountPendingAsync(CancellationToken cancellationToken = default);

    /// <summary>When the oldest pending requirement was created; null with none.</summary>
    Task<DateTimeOffset?> FindOldestPendingAsync(CancellationToken cancellationToken = default);

    /// <summary>Requirements whose decision no orchestration has acted on yet, and whose member run has not ended.</summary>
    Task<IReadOnlyList<RequirementRecord>> ListUndeliveredDecisionsAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Records that somebody asked to cancel the run. Returns the run after that, or null if there is none. A run that has
    /// ended is returned unchanged. Durable on return.
    /// </summary>
    Task<RunRecord?> RequestCancelAsync(
        string runId, string? reason, DateTimeOffset at, CancellationToken cancellationToken = default);

    /// <summary>
    /// Runs that have not ended and that either never started (pending) or were asked to cancel. After a crash the engine must
    /// be told of these again.
    /// </summary>
    Task<IReadOnlyList<RunRecord>> ListUndeliveredRunsAsync(CancellationToken cancellationToken = default);

    /// <summary>The session with this id, or null.</summary>
    Task<SessionRecord?> FindSessionAsync(string sessionId, CancellationToken cancellationToken = default);

    /// <summary>The session's state and active agent, or null where there is no such session.</summary>
    Task<SessionState?> FindSessionStateAsync(string sessionId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Removes a session with all its runs and their data, unless one of the runs has not ended. Null where there is no such
    /// session. Durable on return.
    /// </summary>
    Task<SessionDeletion?> DeleteSessionAsync(string sessionId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Lets a failed run start again. The run becomes pending, without error, output, end and cancellation, and its
    /// <see cref="RunRecord.Attempt"/> grows by one. The member runs <paramref name="again"/> become running, without error and
    /// end; what they recorded stays. Their requirements that were cancelled undecided become pending. Writes
    /// <c>RunContinued</c> with <c>{"attempt": n}</c>. Returns the run after that, or null if there is none. A run that has not
    /// failed is returned unchanged. Durable on return.
    /// </summary>
    /// <exception cref="ArgumentException">One of the member runs belongs to another run.</exception>
    Task<RunRecord?> RetryAsync(
        string runId, IReadOnlyList<string> again, DateTimeOffset at, CancellationToken cancellationToken = default);

    /// <summary>Sessions, most recently used first, without their state, and with their newest runs alone.</summary>
    Task<StorePage<SessionRecord>> ListSessionsAsync(int limit, string? cursor, CancellationToken cancellationToken = default);

    /// <summary>
    /// What agents answered in the session's completed runs: the newest <paramref name="turns"/> (of these agents together, or
    /// of all agents where null), oldest first.
    /// </summary>
    Task<IReadOnlyList<SessionTurn>> ListSessionTurnsAsync(
        string sessionId, IReadOnlyList<string>? agentIds, int turns, CancellationToken cancellationToken = default);

    /// <summary>Returns normally when storage can be read and written.</summary>
    Task CheckHealthAsync(CancellationToken cancellationToken = default);
}
