using System.Diagnostics;
using System.Runtime.CompilerServices;
using DurableTeams.Approvals;
using DurableTeams.Definitions;
using DurableTeams.Errors;
using DurableTeams.Runs.Activities;
using DurableTeams.Services;
using DurableTeams.Services.Decisions;
using DurableTeams.Services.Events;
using DurableTeams.Services.Health;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Views;
using DurableTeams.Telemetry;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Hosting.Client;

/// <summary>
/// The services that the HTTP endpoints use, for callers in code. They are taken at the first call: whoever holds this before the
/// start makes nothing of them early.
/// </summary>
internal sealed class DurableTeamsClient(IServiceProvider services, HostedTeams host) : IDurableTeams
{
    private const int MostItems = 200;
    private const string Origin = "code";
    private static readonly TimeSpan Long = TimeSpan.FromDays(1);
    private readonly Lazy<UsedServices> _used = new(() => ActivatorUtilities.CreateInstance<UsedServices>(services));

    public IReadOnlyList<PinnedTeam> Teams => Started.Catalog.Teams;

    public async Task<RunView> StartAsync(
        string teamId, string message, StartOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(teamId);
        var asked = options ?? new StartOptions();
        var request = RequestCheck.Start(message, asked);
        var trace = asked.TraceParent ?? (Activity.Current is { IdFormat: ActivityIdFormat.W3C } current ? current.Id : null);
        return await DoneAsync(
            await Started.Runs.StartAsync(teamId, request, asked.IdempotencyKey, trace, Client, cancellationToken));
    }

    public async Task<RunView> GetAsync(string runId, CancellationToken cancellationToken = default) =>
        await ViewAsync(await FindAsync(runId, cancellationToken), cancellationToken);

    public async Task<RunView> WaitAsync(
        string runId, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        var run = await FindAsync(runId, cancellationToken);
        do
        {
            run = await Started.Runs.WaitAsync(run, timeout ?? Long, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
        }
        while (timeout is null && !RunService.HasEndedOrPaused(run));

        return await ViewAsync(run, cancellationToken);
    }

    public async Task<StorePage<RunSummaryView>> ListAsync(RunQuery? query = null, CancellationToken cancellationToken = default)
    {
        var asked = query ?? new RunQuery();
        var page = await Started.Store.ListRunSummariesAsync(
            asked with { Limit = Limit(asked.Limit) }, cancellationToken);
        List<RunSummaryView> items = [];
        foreach (var run in page.Items) items.Add(await Started.Views.SummaryAsync(run, cancellationToken));
        return new StorePage<RunSummaryView>(items, page.Cursor);
    }

    public async IAsyncEnumerable<RunEvent> EventsAsync(
        string runId, long after = 0, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var happened in FollowAsync(runId, after, EventParts.All & ~EventParts.Deltas, cancellationToken))
        {
            foreach (var item in happened.Events) yield return item;
        }
    }

    public async IAsyncEnumerable<FollowedEvents> FollowAsync(
        string runId, long after = 0, EventParts parts = EventParts.All,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await FindAsync(runId, cancellationToken);
        await foreach (var happened in Started.Follower.FollowAsync(runId, after, parts, cancellationToken))
            yield return happened;
    }

    public async Task<IReadOnlyList<MessageView>> MessagesAsync(
        string runId, string? memberRunId = null, CancellationToken cancellationToken = default) =>
        await Started.Views.MessagesAsync(await FindAsync(runId, cancellationToken), memberRunId, cancellationToken);

    public async Task<TraceView> TraceAsync(string runId, CancellationToken cancellationToken = default) =>
        await Started.Traces.OfAsync(await FindAsync(runId, cancellationToken), cancellationToken);

    public async Task<RunView> CancelAsync(
        string runId, string? reason = null, CancellationToken cancellationToken = default) =>
        await DoneAsync(await Started.Runs.CancelAsync(runId, reason, Client, cancellationToken));

    public async Task<RunView> RetryAsync(string runId, CancellationToken cancellationToken = default) =>
        await DoneAsync(await Started.Retries.RetryAsync(runId, Client, cancellationToken));

    public async Task<RunView> ForkAsync(
        string runId, ForkRequest? request = null, string? idempotencyKey = null,
        CancellationToken cancellationToken = default) =>
        await DoneAsync(await Started.Forks.ForkAsync(
            runId, request ?? new ForkRequest(null, null), RequestCheck.Key(idempotencyKey), null, Client, cancellationToken));

    public async Task<RequirementView> GetRequirementAsync(
        string requirementId, CancellationToken cancellationToken = default) =>
        Started.Requirements.Of(await Started.Approvals.GetAsync(requirementId, cancellationToken));

    public async Task<RequirementContextView> GetRequirementContextAsync(
        string requirementId, CancellationToken cancellationToken = default) =>
        await Started.Contexts.OfAsync(await Started.Approvals.GetAsync(requirementId, cancellationToken), cancellationToken);

    public async Task<StorePage<RequirementView>> ListRequirementsAsync(
        RequirementQuery? query = null, CancellationToken cancellationToken = default)
    {
        var asked = RequestCheck.Requirements(query ?? new RequirementQuery());
        var page = await Started.Store.ListRequirementsAsync(asked with { Limit = Limit(asked.Limit) }, cancellationToken);
        return new StorePage<RequirementView>([.. page.Items.Select(Started.Requirements.Of)], page.Cursor);
    }

    public Task<IReadOnlyDictionary<string, int>> CountPendingAsync(CancellationToken cancellationToken = default) =>
        Started.Store.CountPendingAsync(cancellationToken);

    public Task<DefinitionUseView> DefinitionUseAsync(string teamId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(teamId);
        return Started.Definitions.ReadAsync(teamId, cancellationToken);
    }

    public Task<HealthView> HealthAsync(CancellationToken cancellationToken = default) =>
        Started.Health.ReadAsync(DeadLetters(), cancellationToken);

    public async Task RequeueAsync(string instanceId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(instanceId);
        if (DeadLetters().Contains(instanceId)) await Started.Host.RequeueAsync(instanceId, cancellationToken);
    }

    public async Task<IReadOnlyList<AuditEntry>> AuditAsync(
        string requirementId, CancellationToken cancellationToken = default)
    {
        var requirement = await Started.Approvals.GetAsync(requirementId, cancellationToken);
        return await Started.Store.ListAuditAsync(requirement.RequirementId, cancellationToken);
    }

    public async Task<RunView> DecideAsync(DecisionRequest decision, CancellationToken cancellationToken = default)
    {
        var taken = await Started.Approvals.ResolveAsync(Own(decision), Client, cancellationToken);
        return await DoneAsync(await Started.Runs.GetAsync(taken.RunId, CancellationToken.None));
    }

    public async Task<RunView> ContinueAsync(
        string runId, IReadOnlyList<DecisionRequest> decisions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(decisions);
        return await DoneAsync(await Started.Approvals.ContinueAsync(
            runId, [.. decisions.Select(Own)], Client, cancellationToken));
    }

    public async Task<StorePage<SessionSummaryView>> ListSessionsAsync(
        int limit = 50, string? cursor = null, CancellationToken cancellationToken = default)
    {
        var page = await Started.Store.ListSessionsAsync(Limit(limit), cursor, cancellationToken);
        return new StorePage<SessionSummaryView>([.. page.Items.Select(SessionSummaryView.Of)], page.Cursor);
    }

    public Task<SessionView> GetSessionAsync(string sessionId, CancellationToken cancellationToken = default) =>
        Started.Views.SessionAsync(sessionId, cancellationToken);

    public Task DeleteSessionAsync(string sessionId, CancellationToken cancellationToken = default) =>
        Started.Sessions.DeleteAsync(sessionId, Client, cancellationToken);

    // Where the storage is away, nobody can tell; the health says that it is away.
    private IReadOnlyList<string> DeadLetters()
    {
        try
        {
            return Started.Host.ListDeadLetters();
        }
        catch (StoreUnavailableException)
        {
            return [];
        }
    }

    private DurableTaskClient Client => Started.Engine.Client;

    private UsedServices Started => host.IsStarted ? _used.Value : throw new DurableTeamsNotStartedException();

    private static DecisionRequest Own(DecisionRequest decision)
    {
        var check = RequestCheck.Decision(decision);
        return check.From == new DecisionRequest("", "").From ? check with { From = Origin } : check;
    }

    private static int Limit(int limit) => limit is >= 1 and <= MostItems
        ? limit
        : throw ApiErrors.InvalidField("limit", $"must be 1 to {MostItems}.");

    private Task<RunRecord> FindAsync(string runId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(runId);
        return Started.Runs.GetAsync(runId, cancellationToken);
    }

    // What was done is told even if the caller has gone meanwhile.
    private Task<RunView> DoneAsync(RunRecord run) => ViewAsync(run, CancellationToken.None);

    private Task<RunView> ViewAsync(RunRecord run, CancellationToken cancellationToken) =>
        Started.Views.RunAsync(run, cancellationToken);

    private sealed record UsedServices(
        EngineClient Engine, ITeamCatalog Catalog, IRunStore Store, RunService Runs, RetryService Retries, ForkService Forks,
        SessionService Sessions, RunViews Views, TraceViews Traces, ApprovalService Approvals, RequirementViews Requirements,
        RequirementContexts Contexts, RunFollower Follower, HealthReport Health, DefinitionUse Definitions, ITeamEngine Host);
}
