using DurableTeams.Http.Answers;
using DurableTeams.Http.OpenApi;
using DurableTeams.Http.Requests;
using DurableTeams.Services;
using DurableTeams.Storage.Rules;
using DurableTeams.Storage.Views;
using DurableTeams.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DurableTeams.Http.Endpoints;

/// <summary><c>runs</c>: reading, cancelling, retrying and forking them.</summary>
internal static class RunEndpoints
{
    private const int RunsAtOnce = 20;
    private const string WaitedFor = "With Prefer: wait, as it ended or paused";
    private const string Retried =
        "The run goes on, under the same id; nothing recorded is done again, and its limits are granted once more";
    private const string Forked =
        "The fork, a run of its own: it goes on from the shared past, and nothing of that is done again";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("runs", Methods.Read, ListAsync)
            .Describe("runs", "ListRuns", 400)
            .Says(200, "A page");
        routes.MapMethods("runs/{runId}", Methods.Read, GetAsync)
            .Describe("runs", "GetRun", 404)
            .Says(200, "The run");
        routes.MapMethods("runs/{runId}/messages", Methods.Read, MessagesAsync)
            .Describe("runs", "GetRunMessages", 400, 404)
            .WithMetadata(new TakenParameter("memberRunId"))
            .Says(200, "The messages");
        routes.MapPost("runs/{runId}/cancel", CancelAsync)
            .Describe("runs", "CancelRun", 400, 404, 409, 413)
            .Produces<RunView>(202)
            .Says(202, "The run will end", location: true);
        routes.MapPost("runs/{runId}/retry", RetryAsync)
            .Describe("runs", "RetryRun", 400, 404, 409, 429)
            .WithMetadata(new TakenParameter("prefer"))
            .Produces<RunView>(202)
            .Says(200, WaitedFor, location: true)
            .Says(202, Retried, location: true);
        routes.MapPost("runs/{runId}/fork", ForkAsync)
            .Describe("runs", "ForkRun", 400, 404, 413, 422, 429)
            .WithMetadata(new TakenParameter("prefer"))
            .Produces<RunView>(202)
            .Says(200, WaitedFor, location: true)
            .Says(202, Forked, location: true);
    }

    [EndpointSummary("Runs, newest first.")]
    internal static Task<ListAnswer<RunSummaryView>> ListAsync(
        RunFilter filter, PageQuery page, IRunStore store, RunViews views, CancellationToken cancellationToken)
    {
        return new ListAnswer<RunSummaryView>(page.Limit, RunsAtOnce, ReadAsync, RunSearch.Is(filter.Which))
            .BeginAsync(page.Cursor, cancellationToken);

        async Task<StorePage<RunSummaryView>> ReadAsync(int limit, string? cursor, CancellationToken cancellationToken)
        {
            var runs = await store.ListRunSummariesAsync(filter.Which with { Limit = limit, Cursor = cursor }, cancellationToken);
            List<RunSummaryView> items = [];
            foreach (var run in runs.Items) items.Add(await views.SummaryAsync(run, cancellationToken));
            return new StorePage<RunSummaryView>(items, runs.Cursor);
        }
    }

    [EndpointSummary("A run.")]
    internal static async Task<JsonAnswer<RunView>> GetAsync(
        string runId, RunService runs, RunViews views, CancellationToken cancellationToken) =>
        JsonAnswer.Of(await views.RunAsync(await runs.GetAsync(runId, cancellationToken), cancellationToken));

    [EndpointSummary("The conversation of a member run, as its model saw it.")]
    internal static async Task<JsonAnswer<Page<MessageView>>> MessagesAsync(
        string runId, HttpRequest request, RunService runs, RunViews views, CancellationToken cancellationToken)
    {
        var memberRunId = new QueryFields(request).Text("memberRunId");
        var run = await runs.GetAsync(runId, cancellationToken);
        return JsonAnswer.Of(new Page<MessageView>(await views.MessagesAsync(run, memberRunId, cancellationToken), null));
    }

    [EndpointSummary("Ends a run.")]
    internal static async Task<IResult> CancelAsync(
        string runId, CancelBody body, CallContext call, RunService runs, RunViews views, CancellationToken cancellationToken)
    {
        var run = await runs.CancelAsync(runId, body.Reason, call.Client, cancellationToken);
        return JsonAnswer.Of(await views.RunAsync(run, cancellationToken), StatusCodes.Status202Accepted)
            .With("Location", $"/api/runs/{run.RunId}");
    }

    [EndpointSummary("Lets a failed run go on from its last recorded step.")]
    internal static async Task<JsonAnswer<RunView>> RetryAsync(
        string runId, HttpRequest request, EmptyBody body, CallContext call,
        RetryService retries, RunAnswers answers, StartLimit limit, CancellationToken cancellationToken)
    {
        limit.Count();
        var run = await retries.RetryAsync(runId, call.Client, cancellationToken);
        return await answers.StartedAsync(request, run, cancellationToken);
    }

    [EndpointSummary("Makes a new run that shares the past.")]
    internal static async Task<JsonAnswer<RunView>> ForkAsync(
        string runId, HttpRequest request, IdempotencyKey key, ForkBody body, CallContext call,
        ForkService forks, RunAnswers answers, StartLimit limit, CancellationToken cancellationToken)
    {
        limit.Count();
        var run = await forks.ForkAsync(runId, body.Fork, key.Value, call.TraceParent, call.Client, cancellationToken);
        return await answers.StartedAsync(request, run, cancellationToken);
    }
}
