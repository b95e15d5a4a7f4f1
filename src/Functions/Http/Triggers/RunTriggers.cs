using DurableTeams.Functions.Http.Answers;
using DurableTeams.Functions.Http.Requests;
using DurableTeams.Services;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Views;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Hosting;

namespace DurableTeams.Functions.Http.Triggers;

/// <summary><c>runs</c>: starting, reading, cancelling, retrying and forking them.</summary>
public sealed class RunTriggers(
    RunService runs, RetryService retries, ForkService forks, RunViews views, RunAnswers answers, StartLimit limit,
    IRunStore store, IHostApplicationLifetime host)
{
    private const int MaxIdLength = 200;
    private const int RunsAtOnce = 20;
    private const int MaxReasonLength = 4_000;

    /// <summary>Starts a run.</summary>
    [Function("StartRun")]
    public Task<IResult> Start(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "teams/{teamId}/runs")] HttpRequest request,
        string teamId,
        [DurableClient] DurableTaskClient client) =>
        ApiCall.RunAsync(request, async cancellation =>
        {
            var key = HeaderFields.IdempotencyKey(request);
            var body = (await RequestBody.ReadAsync(request)).Only("message", "sessionId", "userId", "metadata");
            var start = new StartRunRequest(
                body.RequiredText("message"),
                body.OptionalId("sessionId", MaxIdLength),
                body.OptionalId("userId", MaxIdLength),
                body.OptionalObject("metadata"));
            limit.Count();
            var run = await runs.StartAsync(teamId, start, key, request.Headers.TraceParent, client, cancellation);
            return HeaderFields.WantsEvents(request, otherwise: false)
                ? new EventStream(store, run.RunId, 0, host.ApplicationStopping) { Location = $"/api/runs/{run.RunId}" }
                : await answers.StartedAsync(request, run, cancellation);
        });

    /// <summary>Runs, newest first.</summary>
    [Function("ListRuns")]
    public Task<IResult> List([HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "runs")] HttpRequest request) =>
        ApiCall.RunAsync(request, async cancellation =>
        {
            var query = new QueryFields(request);
            var which = new RunQuery(query.Word<RunStatus>("status"), query.Text("teamId"), query.Text("sessionId"));
            return await new ListAnswer<RunSummaryView>(query.Limit(), RunsAtOnce, ReadAsync).BeginAsync(query.Text("cursor"), cancellation);

            async Task<StorePage<RunSummaryView>> ReadAsync(int limit, string? cursor, CancellationToken cancellation)
            {
                var page = await store.ListRunSummariesAsync(which with { Limit = limit, Cursor = cursor }, cancellation);
                List<RunSummaryView> items = [];
                foreach (var run in page.Items) items.Add(await views.SummaryAsync(run, cancellation));
                return new StorePage<RunSummaryView>(items, page.Cursor);
            }
        });

    /// <summary>A run.</summary>
    [Function("GetRun")]
    public Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "runs/{runId}")] HttpRequest request, string runId) =>
        ApiCall.RunAsync(request, async cancellation =>
            JsonAnswer.Of(await views.RunAsync(await runs.GetAsync(runId, cancellation), cancellation)));

    /// <summary>The conversation of one of its member runs.</summary>
    [Function("GetRunMessages")]
    public Task<IResult> Messages(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "runs/{runId}/messages")] HttpRequest request, string runId) =>
        ApiCall.RunAsync(request, async cancellation =>
        {
            var memberRunId = new QueryFields(request).Text("memberRunId");
            var run = await runs.GetAsync(runId, cancellation);
            return JsonAnswer.Of(new Page<MessageView>(await views.MessagesAsync(run, memberRunId, cancellation), null));
        });

    /// <summary>Ends a run.</summary>
    [Function("CancelRun")]
    public Task<IResult> Cancel(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "runs/{runId}/cancel")] HttpRequest request,
        string runId,
        [DurableClient] DurableTaskClient client) =>
        ApiCall.RunAsync(request, async cancellation =>
        {
            var body = (await RequestBody.ReadAsync(request, optional: true)).Only("reason");
            var run = await runs.CancelAsync(runId, body.OptionalText("reason", MaxReasonLength), client, cancellation);
            return JsonAnswer.Of(await views.RunAsync(run, cancellation), StatusCodes.Status202Accepted)
                .With("Location", $"/api/runs/{run.RunId}");
        });

    /// <summary>Lets a failed run go on.</summary>
    [Function("RetryRun")]
    public Task<IResult> Retry(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "runs/{runId}/retry")] HttpRequest request,
        string runId,
        [DurableClient] DurableTaskClient client) =>
        ApiCall.RunAsync(request, async cancellation =>
        {
            (await RequestBody.ReadAsync(request, optional: true)).Only();
            limit.Count();
            var run = await retries.RetryAsync(runId, client, cancellation);
            return await answers.StartedAsync(request, run, cancellation);
        });

    /// <summary>Makes a new run that shares the past of a run.</summary>
    [Function("ForkRun")]
    public Task<IResult> Fork(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "runs/{runId}/fork")] HttpRequest request,
        string runId,
        [DurableClient] DurableTaskClient client) =>
        ApiCall.RunAsync(request, async cancellation =>
        {
            var key = HeaderFields.IdempotencyKey(request);
            var body = (await RequestBody.ReadAsync(request, optional: true)).Only("fromSequence", "message");
            var fork = new ForkRequest(body.OptionalSequence("fromSequence"), body.OptionalWords("message"));
            limit.Count();
            var run = await forks.ForkAsync(runId, fork, key, request.Headers.TraceParent, client, cancellation);
            return await answers.StartedAsync(request, run, cancellation);
        });
}
