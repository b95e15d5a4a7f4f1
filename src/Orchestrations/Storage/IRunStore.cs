using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;

namespace DurableTeams.Storage;

/// <summary>
/// Where runs, their messages, events and requirements, definitions and sessions live. One implementation per home:
/// SQLite in the embedded host, Azure Table storage on Azure. Every write is idempotent under deterministic keys:
/// written twice is written once. Reads see what was committed.
/// </summary>
/// <exception cref="StoreUnavailableException">Any member, while the storage cannot be reached or written.</exception>
public interface IRunStore
{
    /// <summary>What steps of a run read before they change it. Everything else is read from the store itself.</summary>
    IRecentRuns Recent => new UncachedRuns(this);

    /// <summary>Keeps a definition (canonical JSON) under its content hash; a known hash is left alone.</summary>
    Task SaveDefinitionAsync(string hash, string json, CancellationToken cancellation = default);

    /// <summary>The definition kept under this hash, or null.</summary>
    Task<string?> FindDefinitionAsync(string hash, CancellationToken cancellation = default);

    /// <summary>
    /// Adds a run, durable on return, and its session if that is new (with <paramref name="initialState"/>, a JSON object's
    /// text, as the session's state). Returns null, or the run that already has this id, untouched.
    /// </summary>
    /// <exception cref="SessionUserException">The run names a user, and the session's runs another one; nothing was created.</exception>
    Task<RunRecord?> CreateRunAsync(RunRecord run, string? initialState, CancellationToken cancellation = default);

    /// <summary>
    /// As <see cref="CreateRunAsync"/> for a fork (its session exists), together with the past it shares: both or nothing,
    /// durable on return. Of a run that is there already nothing is touched, its past neither.
    /// </summary>
    /// <exception cref="ArgumentException">The past is not this run's, or something in it is another run's.</exception>
    /// <exception cref="KeyNotFoundException">The run it is forked from was deleted meanwhile.</exception>
    Task<RunRecord?> ForkAsync(RunRecord run, RunChange past, CancellationToken cancellation = default);

    /// <summary>The run with this id, or null.</summary>
    Task<RunRecord?> FindRunAsync(string runId, CancellationToken cancellation = default);

    /// <summary>Runs, newest first, as lists show them. What is read of a run does not grow with it.</summary>
    Task<StorePage<RunSummary>> ListRunSummariesAsync(RunQuery query, CancellationToken cancellation = default);

    /// <summary>The runs of <see cref="ListRunSummariesAsync"/>, their long texts cut as there.</summary>
    Task<StorePage<RunRecord>> ListRunsAsync(RunQuery query, CancellationToken cancellation = default);

    /// <summary>The run's member runs (the leader's and the members'), in the order of their ids' positions.</summary>
    Task<IReadOnlyList<MemberRunRecord>> ListMemberRunsAsync(string runId, CancellationToken cancellation = default);

    /// <summary>Where one of the run's member runs stands; null where there is none.</summary>
    Task<RunStatus?> FindMemberRunStatusAsync(string runId, string memberRunId, CancellationToken cancellation = default);

    /// <summary>The messages of one member run, ordered by turn and slot.</summary>
    Task<IReadOnlyList<MessageRecord>> ListMessagesAsync(string runId, string memberRunId, CancellationToken cancellation = default);

    /// <summary>
    /// About how many bytes the messages of one member run have, texts and arguments: found without reading them. Never less than they
    /// have, but for what older versions wrote.
    /// </summary>
    Task<long> MeasureConversationAsync(string runId, string memberRunId, CancellationToken cancellation = default);

    /// <summary>The messages of all member runs of a run, ordered by member run, turn and slot.</summary>
    Task<IReadOnlyList<MessageRecord>> ListRunMessagesAsync(string runId, CancellationToken cancellation = default);

    /// <summary>One message, or null.</summary>
    Task<MessageRecord?> FindMessageAsync(string runId, string memberRunId, int turn, int slot, CancellationToken cancellation = default);

    /// <summary>
    /// Writes a change of one run, all or nothing. Inside an activity the change is durable together with the activity's
    /// result, at the latest; elsewhere on return. False where nothing was written because the turn of
    /// <see cref="RunChange.UnlessRecorded"/> was recorded before; a turn that is recorded while the change travels with an
    /// activity's result leaves the change out as well.
    /// </summary>
    /// <exception cref="ArgumentException">A member run or requirement in it is another run's, or its state patch is no object.</exception>
    /// <exception cref="KeyNotFoundException">There is no such run; inside an activity, whose run may be deleted before the result is written, nothing is written then.</exception>
    Task<bool> CommitAsync(RunChange change, CancellationToken cancellation = default);

    /// <summary>
    /// Marks a member run paused, if every one of these requirements is still pending, and the run paused if then nothing
    /// in it can go on without a person (see <see cref="PauseRule"/>); writes the <c>RunPaused</c> event. Sees what the same
    /// activity committed before. Done again, it answers the same as long as nobody decided. Durable on return.
    /// </summary>
    /// <exception cref="ArgumentException">There are no requirements, or the member run is another run's.</exception>
    /// <exception cref="KeyNotFoundException">There is no such run.</exception>
    Task<PauseResult> PauseAsync(string runId, string memberRunId, IReadOnlyList<string> requirementIds, DateTimeOffset at, CancellationToken cancellation = default);

    /// <summary>Events after a sequence number, oldest first, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<RunEvent>> ListEventsAsync(string runId, long after, int limit, CancellationToken cancellation = default);

    /// <summary>Returns, and does not throw, once the run has an event after this sequence number or the timeout or cancellation has come.</summary>
    Task WaitForEventAsync(string runId, long after, TimeSpan timeout, CancellationToken cancellation = default);

    /// <summary>The requirement with this id, or null.</summary>
    Task<RequirementRecord?> FindRequirementAsync(string requirementId, CancellationToken cancellation = default);

    /// <summary>Requirements, newest first.</summary>
    Task<StorePage<RequirementRecord>> ListRequirementsAsync(RequirementQuery query, CancellationToken cancellation = default);

    /// <summary>
    /// Takes decisions on requirements of one run: all or none, the first decision of each requirement wins. Sets them
    /// resolved and undelivered, their member runs running and the run running (if it was paused), and writes the
    /// <c>RequirementResolved</c> and <c>RunContinued</c> events. A decision is the same as one before if it decides the same
    /// with the same arguments, values, result and error, whoever gives it with whatever note. An approval below the quorum
    /// is kept and leaves the requirement pending; the same person counts once, and a rejection rejects at once. Partial
    /// values are kept and leave it pending. From <see cref="RequirementRecord.ExpiresAt"/> on, by the decision's time,
    /// nothing but <c>expire</c> is taken, and <c>expire</c> is taken only then. Each decision, also one of a quorum, writes
    /// an audit entry. Durable on return.
    /// </summary>
    /// <exception cref="ArgumentException">A decision is none, or its requirement is not one of this run.</exception>
    /// <exception cref="KeyNotFoundException">There is no such run.</exception>
    Task<DecideResult> DecideAsync(string runId, IReadOnlyList<DecisionRecord> decisions, CancellationToken cancellation = default);

    /// <summary>
    /// Claims a call that must not be made twice: true the first time a key is claimed, false ever after. Durable on return,
    /// whatever becomes of the activity it is called in.
    /// </summary>
    /// <param name="runId">The run; the claim goes with it.</param>
    /// <param name="key">The call's attempt, made of ids and positions.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<bool> TryClaimAsync(string runId, string key, CancellationToken cancellation = default);

    /// <summary>Appends audit entries of one run's requirements. Durable on return.</summary>
    Task AppendAuditAsync(string runId, IReadOnlyList<AuditDraft> entries, DateTimeOffset at, CancellationToken cancellation = default);

    /// <summary>A requirement's audit entries, oldest first.</summary>
    Task<IReadOnlyList<AuditEntry>> ListAuditAsync(string requirementId, CancellationToken cancellation = default);

    /// <summary>All audit entries in the order they were written, after a position (0 is the beginning), at most <paramref name="limit"/>; with the position of the last.</summary>
    Task<(IReadOnlyList<AuditEntry> Entries, long Position)> ListAllAuditAsync(long after, int limit, CancellationToken cancellation = default);

    /// <summary>How many requirements are pending, by team; teams without one are left out.</summary>
    Task<IReadOnlyDictionary<string, int>> CountPendingAsync(CancellationToken cancellation = default);

    /// <summary>When the requirement was asked that has been pending the longest; null with none.</summary>
    Task<DateTimeOffset?> FindOldestPendingAsync(CancellationToken cancellation = default);

    /// <summary>Requirements that were decided and whose decision no orchestration has acted on yet, but still can: its member run is not finished.</summary>
    Task<IReadOnlyList<RequirementRecord>> ListUndeliveredDecisionsAsync(CancellationToken cancellation = default);

    /// <summary>
    /// Records that someone asked to cancel the run. Returns the run as it then is, or null if there is none; a finished run
    /// is returned untouched. Durable on return.
    /// </summary>
    Task<RunRecord?> RequestCancelAsync(string runId, string? reason, DateTimeOffset at, CancellationToken cancellation = default);

    /// <summary>Runs that are not finished and that either never started (pending) or were asked to cancel: what must be given to the engine again after a crash.</summary>
    Task<IReadOnlyList<RunRecord>> ListUndeliveredRunsAsync(CancellationToken cancellation = default);

    /// <summary>The session with this id, or null.</summary>
    Task<SessionRecord?> FindSessionAsync(string sessionId, CancellationToken cancellation = default);

    /// <summary>The session's state and active agent, or null where there is no such session.</summary>
    Task<SessionState?> FindSessionStateAsync(string sessionId, CancellationToken cancellation = default);

    /// <summary>
    /// Removes a session with all its runs and everything of theirs, unless one of them has not ended. Null where there is
    /// no such session. Durable on return.
    /// </summary>
    Task<SessionDeletion?> DeleteSessionAsync(string sessionId, CancellationToken cancellation = default);

    /// <summary>
    /// Lets a failed run start again: the run becomes pending, without error, output, end and wish to cancel it,
    /// its <see cref="RunRecord.Attempt"/> one more; the member runs <paramref name="again"/> become running, without error and end
    /// (what they recorded stays), and requirements of theirs that were cancelled undecided become pending. Writes
    /// <c>RunContinued</c> with <c>{"attempt": n}</c>. Returns the run as it then is, or null if there is none; a run that
    /// has not failed is returned untouched. Durable on return.
    /// </summary>
    /// <exception cref="ArgumentException">One of the member runs is another run's.</exception>
    Task<RunRecord?> RetryAsync(string runId, IReadOnlyList<string> again, DateTimeOffset at, CancellationToken cancellation = default);

    /// <summary>Sessions, most recently used first: without their state, and with the newest of their runs alone.</summary>
    Task<StorePage<SessionRecord>> ListSessionsAsync(int limit, string? cursor, CancellationToken cancellation = default);

    /// <summary>What agents said in the session's completed runs, the newest <paramref name="turns"/> (of these agents together, or of all where null), oldest first.</summary>
    Task<IReadOnlyList<SessionTurn>> ListSessionTurnsAsync(string sessionId, IReadOnlyList<string>? agentIds, int turns, CancellationToken cancellation = default);

    /// <summary>Returns normally when storage can be read and written.</summary>
    Task CheckHealthAsync(CancellationToken cancellation = default);
}
