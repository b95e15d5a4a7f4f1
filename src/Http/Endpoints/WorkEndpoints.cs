using DurableTeams.Definitions.Remote;
using DurableTeams.Errors;
using DurableTeams.Http.Answers;
using DurableTeams.Http.OpenApi;
using DurableTeams.Http.Requests;
using DurableTeams.Http.Requests.Work;
using DurableTeams.Runs.Remote;
using DurableTeams.Services.Work;
using DurableTeams.Storage;
using DurableTeams.Storage.Work;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace DurableTeams.Http.Endpoints;

/// <summary><c>work</c>: what processes call that do the work of remote members.</summary>
internal static class WorkEndpoints
{
    private const int MaxOrphans = 20;
    private const string TokenHeader = "x-work-token";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("work", Methods.Read, ListAsync)
            .Describe("work", "ListWork")
            .Says(200, "The queues");
        routes.MapMethods("work/orphans", Methods.Read, OrphansAsync)
            .Describe("work", "ListWorkOrphans")
            .Says(200, "The newest batches");
        routes.MapPost("work/{queue}/lease", LeaseAsync)
            .Describe("work", "LeaseWork", 400, 413, 429)
            .Produces<WorkOrder>(200)
            .Produces(204)
            .Says(200, "A piece of work, for this caller alone")
            .Says(204, "No work came within the wait");
        routes.MapPost("work/{workId}/heartbeat", HeartbeatAsync)
            .Describe("work", "HeartbeatWork", 400, 403, 404, 409, 413)
            .Says(200, "The lease is extended");
        routes.MapPost("work/{workId}/events", ReportAsync)
            .Describe("work", "ReportWork", 400, 403, 409, 413, 429)
            .Produces<WorkRecorded>(202)
            .Says(200, "They are recorded")
            .Says(202, "There is no such work; they are kept as orphans");
        routes.MapPost("work/{workId}/ask", AskAsync)
            .Describe("work", "AskForWork", 400, 403, 404, 409, 413, 429)
            .Says(200, "The question as it is now");
        routes.MapMethods("work/{workId}/ask/{askId}", Methods.Read, AnswerAsync)
            .Describe("work", "GetWorkAnswer", 400, 403, 404, 409)
            .WithMetadata(new TakenParameter("workWait"), new TakenParameter("workTokenHeader"))
            .Says(200, "The question as it is now, or after the wait");
        routes.MapPost("work/{workId}/complete", CompleteAsync)
            .Describe("work", "CompleteWork", 400, 403, 404, 409, 413)
            .Says(200, "The work has ended");
        routes.MapPost("work/{workId}/callback", CallbackAsync)
            .Describe("work", "CallbackWork", 400, 403, 404, 409, 413)
            .Says(200, "The work has ended")
            .AllowAnonymous();
    }

    [EndpointSummary("The queues: how much waits, and who has what since when.")]
    internal static async Task<JsonAnswer<QueuesView>> ListAsync(WorkViews views, CancellationToken cancellationToken) =>
        JsonAnswer.Of(await views.QueuesAsync(cancellationToken));

    [EndpointSummary("Reported events of work that there is not, the newest first.")]
    internal static async Task<JsonAnswer<ItemList<OrphanEvents>>> OrphansAsync(
        IRunStore store, CancellationToken cancellationToken) =>
        JsonAnswer.Of(new ItemList<OrphanEvents>(await store.ListOrphansAsync(MaxOrphans, cancellationToken)));

    [EndpointSummary("Gives a piece of work to a worker.")]
    internal static async Task<IResult> LeaseAsync(
        string queue, LeaseBody body, WorkService work, IHostApplicationLifetime host, CancellationToken cancellationToken)
    {
        // No team file can name such a queue, so its caller would wait for ever.
        if (!RemoteDefinition.IsQueue(queue))
            throw ApiErrors.InvalidField("queue", "must be the queue of a team file: 1 to 64 characters of a-z, 0-9 and -.");
        // A host that stops gives no more work away, and holds nobody.
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, host.ApplicationStopping);
        return await work.LeaseAsync(queue, body.Worker, body.Wait, body.OwnSpans, ends.Token) is { } order
            ? JsonAnswer.Of(order)
            : Results.StatusCode(StatusCodes.Status204NoContent);
    }

    [EndpointSummary("Extends a lease, and tells whether the run still needs the work.")]
    internal static async Task<JsonAnswer<WorkHeld>> HeartbeatAsync(
        string workId, TokenBody body, WorkService work, CancellationToken cancellationToken) =>
        JsonAnswer.Of(await work.HeartbeatAsync(workId, body.Token, cancellationToken));

    [EndpointSummary("Records what a worker did, each event once.")]
    internal static async Task<JsonAnswer<WorkRecorded>> ReportAsync(
        string workId, ReportBody body, WorkService work, CancellationToken cancellationToken)
    {
        var count = body.Events.Count;
        return await work.ReportAsync(workId, body.Token, body.Events, body.OwnSpans, cancellationToken) is { } recorded
            ? JsonAnswer.Of(new WorkRecorded(recorded, count - recorded, 0))
            : JsonAnswer.Of(new WorkRecorded(0, 0, count), StatusCodes.Status202Accepted);
    }

    [EndpointSummary("Asks a person for a worker; the same id is the same question.")]
    internal static async Task<JsonAnswer<WorkAnswerView>> AskAsync(
        string workId, AskBody body, CallContext call, WorkService work, CancellationToken cancellationToken) =>
        JsonAnswer.Of(WorkViews.Of(await work.AskAsync(workId, body.Token, body.Question, call.Client, cancellationToken)));

    [EndpointSummary("What a person decided on a worker's question.")]
    internal static async Task<JsonAnswer<WorkAnswerView>> AnswerAsync(
        string workId, string askId, HttpRequest request, WorkService work, IHostApplicationLifetime host,
        CancellationToken cancellationToken)
    {
        var (query, header) = (new QueryFields(request), request.Headers[TokenHeader].ToString());
        var token = header.Length > 0 ? header : query.Text("token");
        if (token is { Length: > TokenBody.MaxToken })
            throw ApiErrors.InvalidHeader(TokenHeader, $"must have at most {TokenBody.MaxToken} characters.");
        var wait = WaitFields.Read(query, "wait");
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, host.ApplicationStopping);
        return JsonAnswer.Of(WorkViews.Of(await work.AnswerAsync(workId, PathIds.Last(request, askId), token, wait, ends.Token)));
    }

    [EndpointSummary("Ends a piece of work with its output or its error.")]
    internal static async Task<JsonAnswer<WorkEnd>> CompleteAsync(
        string workId, CompleteBody body, CallContext call, WorkService work, CancellationToken cancellationToken) =>
        EndOf(await work.CompleteAsync(workId, body.Token, body.Reply, call.Client, cancellationToken));

    [EndpointSummary("Ends a piece of work that was sent to an address. The token in the address admits.")]
    internal static async Task<JsonAnswer<WorkEnd>> CallbackAsync(
        string workId, WorkCallbackBody body, CallContext call, WorkService work, CancellationToken cancellationToken) =>
        EndOf(await work.CompleteAsync(workId, body.Token, body.Reply, call.Client, cancellationToken));

    private static JsonAnswer<WorkEnd> EndOf(WorkRecord work) => JsonAnswer.Of(new WorkEnd(work.WorkId, work.Status));
}
