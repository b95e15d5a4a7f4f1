using DurableTeams.Http.Answers;
using DurableTeams.Http.OpenApi;
using DurableTeams.Http.Requests;
using DurableTeams.Services;
using DurableTeams.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DurableTeams.Http.Endpoints;

/// <summary><c>sessions</c>: conversations over several runs.</summary>
internal static class SessionEndpoints
{
    private const int SessionsAtOnce = 50;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("sessions", Methods.Read, ListAsync)
            .Describe("sessions", "ListSessions", 400)
            .Says(200, "A page");
        routes.MapMethods("sessions/{sessionId}", Methods.Read, GetAsync)
            .Describe("sessions", "GetSession", 404)
            .Says(200, "The session");
        routes.MapDelete("sessions/{sessionId}", DeleteAsync)
            .Describe("sessions", "DeleteSession", 404, 409)
            .Says(204, "The session, its runs and everything of theirs are gone");
    }

    [EndpointSummary("Sessions, most recently used first.")]
    internal static Task<ListAnswer<SessionSummaryView>> ListAsync(
        PageQuery page, IRunStore store, CancellationToken cancellationToken)
    {
        return new ListAnswer<SessionSummaryView>(page.Limit, SessionsAtOnce, ReadAsync).BeginAsync(
            page.Cursor, cancellationToken);

        async Task<StorePage<SessionSummaryView>> ReadAsync(int limit, string? cursor, CancellationToken cancellationToken)
        {
            var sessions = await store.ListSessionsAsync(limit, cursor, cancellationToken);
            return new StorePage<SessionSummaryView>([.. sessions.Items.Select(SessionSummaryView.Of)], sessions.Cursor);
        }
    }

    [EndpointSummary("A session with its history.")]
    internal static async Task<JsonAnswer<SessionView>> GetAsync(
        string sessionId, HttpRequest request, RunViews views, CancellationToken cancellationToken) =>
        JsonAnswer.Of(await views.SessionAsync(PathIds.Last(request, sessionId), cancellationToken));

    [EndpointSummary("Removes a session with all its runs.")]
    internal static async Task<NoContent> DeleteAsync(
        string sessionId, HttpRequest request, CallContext call, SessionService sessions, CancellationToken cancellationToken)
    {
        await sessions.DeleteAsync(PathIds.Last(request, sessionId), call.Client, cancellationToken);
        return TypedResults.NoContent();
    }
}
