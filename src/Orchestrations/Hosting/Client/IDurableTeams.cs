using DurableTeams.Approvals;
using DurableTeams.Definitions;
using DurableTeams.Errors;
using DurableTeams.Services;
using DurableTeams.Services.Events;
using DurableTeams.Services.Health;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Views;
using DurableTeams.Telemetry;

namespace DurableTeams;

/// <summary>
/// Starts runs of teams, waits for them, decides what they ask, and reads what they did: all that the HTTP API does, in code.
/// Taken from the program's services (<c>AddDurableTeams</c>).
/// </summary>
/// <remarks>
/// Every method throws a <see cref="DurableTeamsNotStartedException"/> while the program's host has not started, and an
/// <see cref="ApiException"/> where the HTTP API would answer with a problem: its <see cref="ApiException.Code"/> is the same. A
/// <see cref="StoreUnavailableException"/> means that the storage could not be reached: the call may be made again.
/// </remarks>
public interface IDurableTeams
{
    /// <summary>The teams served now, by id.</summary>
    IReadOnlyList<PinnedTeam> Teams { get; }

    /// <summary>Starts a run. On return the run is stored: it goes on whatever becomes of this process.</summary>
    /// <param name="teamId">The team.</param>
    /// <param name="message">The message to the team.</param>
    /// <param name="options">The session, the user and more.</param>
    /// <param name="cancellationToken">Ends the call; a run that is stored by then goes on.</param>
    /// <exception cref="ApiException">404 unknown team; 409 the session is another user's; 422 the idempotency key was used with
    /// another request.</exception>
    Task<RunView> StartAsync(
        string teamId, string message, StartOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>A run as it is now.</summary>
    /// <exception cref="ApiException">404 unknown run.</exception>
    Task<RunView> GetAsync(string runId, CancellationToken cancellationToken = default);

    /// <summary>Waits until a run has ended or is paused.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="timeout">The longest wait; null waits as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The run; after the timeout as it is then.</returns>
    /// <exception cref="ApiException">404 unknown run.</exception>
    Task<RunView> WaitAsync(string runId, TimeSpan? timeout = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Runs, newest first: a page of summaries. A page of a search (see <see cref="RunQuery.MaxLooked"/>) may be short and still
    /// have a cursor.
    /// </summary>
    /// <exception cref="InvalidCursorException">The cursor does not come from this method.</exception>
    Task<StorePage<RunSummaryView>> ListAsync(RunQuery? query = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// The events of a run as they happen, each once, until the run has ended, with the texts of answers and the results of
    /// tools.
    /// </summary>
    /// <param name="runId">The run.</param>
    /// <param name="after">The sequence number after which to begin; 0 begins at the first.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ApiException">404 unknown run.</exception>
    IAsyncEnumerable<RunEvent> EventsAsync(string runId, long after = 0, CancellationToken cancellationToken = default);

    /// <summary>
    /// Follows a run until it has ended: its events, and what models write while they write it. The words of a turn come before
    /// the event that records the turn. A caller that reads slowly gets fewer and longer deltas; it gets every event.
    /// </summary>
    /// <param name="runId">The run.</param>
    /// <param name="after">The sequence number after which to begin; 0 begins at the first.</param>
    /// <param name="parts">What to tell beside the events themselves.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ApiException">404 unknown run.</exception>
    IAsyncEnumerable<FollowedEvents> FollowAsync(
        string runId, long after = 0, EventParts parts = EventParts.All, CancellationToken cancellationToken = default);

    /// <summary>The conversation of a member run as its model saw it; without one, the leader's.</summary>
    /// <exception cref="ApiException">404 unknown run or member run.</exception>
    Task<IReadOnlyList<MessageView>> MessagesAsync(
        string runId, string? memberRunId = null, CancellationToken cancellationToken = default);

    /// <summary>The span tree of a run, from durable data alone.</summary>
    /// <exception cref="ApiException">404 unknown run.</exception>
    Task<TraceView> TraceAsync(string runId, CancellationToken cancellationToken = default);

    /// <summary>Asks a run to end.</summary>
    /// <exception cref="ApiException">404 unknown run; 409 the run has ended.</exception>
    Task<RunView> CancelAsync(string runId, string? reason = null, CancellationToken cancellationToken = default);

    /// <summary>Lets a failed run go on from its last recorded step.</summary>
    /// <exception cref="ApiException">404 unknown run; 409 the run has not failed.</exception>
    Task<RunView> RetryAsync(string runId, CancellationToken cancellationToken = default);

    /// <summary>Makes a new run that shares the past of another.</summary>
    /// <param name="runId">The other run.</param>
    /// <param name="request">The last event to share, and a message; null shares all.</param>
    /// <param name="idempotencyKey">The same key makes the same fork.</param>
    /// <param name="cancellationToken">Ends the call; a fork that is stored by then goes on.</param>
    /// <exception cref="ApiException">400 the run has no such event; 404 unknown run; 422 the key was used with another
    /// request.</exception>
    Task<RunView> ForkAsync(
        string runId, ForkRequest? request = null, string? idempotencyKey = null, CancellationToken cancellationToken = default);

    /// <summary>A requirement: what a run asks a person.</summary>
    /// <exception cref="ApiException">404 unknown requirement.</exception>
    Task<RequirementView> GetRequirementAsync(string requirementId, CancellationToken cancellationToken = default);

    /// <summary>
    /// A requirement with what a person needs to decide it: the user's message, the member's last words, the schema of the
    /// arguments, what others have filled in, the audit. Nothing is recorded as viewed.
    /// </summary>
    /// <exception cref="ApiException">404 unknown requirement.</exception>
    Task<RequirementContextView> GetRequirementContextAsync(string requirementId, CancellationToken cancellationToken = default);

    /// <summary>Requirements over all runs, newest first, or pending ones by deadline: a page.</summary>
    /// <exception cref="ApiException">400 another status than pending in the order of deadlines.</exception>
    /// <exception cref="InvalidCursorException">The cursor does not come from this method.</exception>
    Task<StorePage<RequirementView>> ListRequirementsAsync(
        RequirementQuery? query = null, CancellationToken cancellationToken = default);

    /// <summary>How many requirements are pending, by team; teams without one are left out.</summary>
    Task<IReadOnlyDictionary<string, int>> CountPendingAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// On which versions of its definition the unfinished runs of a team are. Of each status the newest
    /// <see cref="DefinitionUseView.MaxRuns"/> runs are counted.
    /// </summary>
    /// <exception cref="ApiException">404 the team is not served, and has no unfinished run.</exception>
    Task<DefinitionUseView> DefinitionUseAsync(string teamId, CancellationToken cancellationToken = default);

    /// <summary>
    /// What somebody who looks after the service looks at: the storage, what was not delivered yet, what is set aside. A storage
    /// that cannot be reached is part of the answer.
    /// </summary>
    Task<HealthView> HealthAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Lets the engine try an instance again that it has set aside (<see cref="HealthView.DeadLetters"/>). Does nothing with any
    /// other.
    /// </summary>
    Task RequeueAsync(string instanceId, CancellationToken cancellationToken = default);

    /// <summary>Who did what to a requirement, and when; oldest first.</summary>
    /// <exception cref="ApiException">404 unknown requirement.</exception>
    Task<IReadOnlyList<AuditEntry>> AuditAsync(string requirementId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Decides a requirement; its run goes on by itself. On return the decision is stored, and never lost. The first decision
    /// wins; the same one again is accepted.
    /// </summary>
    /// <returns>The run after that.</returns>
    /// <exception cref="ApiException">400 the decision is malformed; 404 unknown requirement; 409 it was decided otherwise, has
    /// expired, or is of another kind.</exception>
    Task<RunView> DecideAsync(DecisionRequest decision, CancellationToken cancellationToken = default);

    /// <summary>Decides several requirements of one run: all decisions are taken, or none.</summary>
    /// <returns>The run after that.</returns>
    /// <exception cref="ApiException">As for <see cref="DecideAsync"/>; nothing was taken.</exception>
    Task<RunView> ContinueAsync(
        string runId, IReadOnlyList<DecisionRequest> decisions, CancellationToken cancellationToken = default);

    /// <summary>Sessions, most recently used first: a page.</summary>
    /// <param name="limit">The most items, 1 to 200.</param>
    /// <param name="cursor">Where the page before ended.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<StorePage<SessionSummaryView>> ListSessionsAsync(
        int limit = 50, string? cursor = null, CancellationToken cancellationToken = default);

    /// <summary>A session with its history.</summary>
    /// <exception cref="ApiException">404 unknown session.</exception>
    Task<SessionView> GetSessionAsync(string sessionId, CancellationToken cancellationToken = default);

    /// <summary>Removes a session with its runs and everything of theirs.</summary>
    /// <exception cref="ApiException">404 unknown session; 409 a run of it has not ended.</exception>
    Task DeleteSessionAsync(string sessionId, CancellationToken cancellationToken = default);
}
