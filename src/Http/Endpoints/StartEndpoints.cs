using DurableTeams.Http.Answers;
using DurableTeams.Http.OpenApi;
using DurableTeams.Http.Protocols.AiSdk;
using DurableTeams.Http.Requests;
using DurableTeams.Services;
using DurableTeams.Services.Events;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace DurableTeams.Http.Endpoints;

/// <summary><c>teams/{teamId}/runs</c>: where a run starts.</summary>
internal static class StartEndpoints
{
    private const string WaitedFor =
        "With Prefer: wait, the run as it ended or paused. With Accept: text/event-stream its events instead, as a stream: "
        + "id is the sequence number, event the type, data the Event as JSON";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("teams/{teamId}/runs", StartAsync)
            .Describe("runs", "StartRun", 400, 404, 409, 413, 422, 429)
            .WithMetadata(new TakenParameter("prefer"), new TakenParameter("include"))
            .Produces<RunView>(200)
            .Produces<RunView>(202)
            .Says(200, WaitedFor, location: true)
            .Says(202, "The run was accepted", location: true);

    [EndpointSummary("Starts a run.")]
    internal static async Task<IResult> StartAsync(
        string teamId, HttpRequest request, IdempotencyKey key, StartRunBody body, CallContext call,
        RunService runs, RunAnswers answers, StartLimit limit, RunFollower follower, AiSdkParts chat,
        IHostApplicationLifetime host,
        CancellationToken cancellationToken)
    {
        var parts = new QueryFields(request).Include();
        var asChat = AiSdkNegotiation.Wants(request);
        limit.Count();
        var run = await runs.StartAsync(teamId, body.Start, key.Value, call.TraceParent, call.Client, cancellationToken);
        if (asChat) return new AiSdkStream(chat, run, 0);
        return HeaderFields.WantsEvents(request, otherwise: false)
            ? new EventStream(follower, run.RunId, 0, parts, host.ApplicationStopping) { Location = $"/api/runs/{run.RunId}" }
            : await answers.StartedAsync(request, run, cancellationToken);
    }
}
