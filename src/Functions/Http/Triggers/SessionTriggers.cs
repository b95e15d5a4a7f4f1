using DurableTeams.Functions.Http.Answers;
using DurableTeams.Functions.Http.Requests;
using DurableTeams.Runs;
using DurableTeams.Sessions;
using DurableTeams.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace DurableTeams.Functions.Http.Triggers;

/// <summary><c>sessions</c>: conversations over several runs.</summary>
public sealed class SessionTriggers(RunViews views, SessionService sessions, IRunStore store)
{
    private const int SessionsAtOnce = 50;

    /// <summary>Sessions, most recently used first.</summary>
    [Function("ListSessions")]
    public Task<IResult> List([HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "sessions")] HttpRequest request) =>
        ApiCall.RunAsync(request, async cancellation =>
        {
            var query = new QueryFields(request);
            return await new ListAnswer<SessionSummaryView>(query.Limit(), SessionsAtOnce, ReadAsync).BeginAsync(query.Text("cursor"), cancellation);

            async Task<StorePage<SessionSummaryView>> ReadAsync(int limit, string? cursor, CancellationToken cancellation)
            {
                var page = await store.ListSessionsAsync(limit, cursor, cancellation);
                return new StorePage<SessionSummaryView>([.. page.Items.Select(SessionSummaryView.Of)], page.Cursor);
            }
        });

    /// <summary>A session with its history.</summary>
    [Function("GetSession")]
    public Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "sessions/{sessionId}")] HttpRequest request, string sessionId) =>
        ApiCall.RunAsync(request, async cancellation => JsonAnswer.Of(await views.SessionAsync(PathIds.Last(request, sessionId), cancellation)));

    /// <summary>Removes a session with its runs.</summary>
    [Function("DeleteSession")]
    public Task<IResult> Delete(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "sessions/{sessionId}")] HttpRequest request,
        string sessionId,
        [DurableClient] DurableTaskClient client) =>
        ApiCall.RunAsync(request, async cancellation =>
        {
            await sessions.DeleteAsync(PathIds.Last(request, sessionId), client, cancellation);
            return Results.NoContent();
        });
}
