using DurableTeams.Functions.Http.Answers;
using DurableTeams.Functions.Http.Requests;
using DurableTeams.Runs;
using DurableTeams.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace DurableTeams.Functions.Http.Triggers;

/// <summary><c>sessions</c>: conversations over several runs.</summary>
public sealed class SessionTriggers(RunViews views, IRunStore store)
{
    /// <summary>Sessions, most recently used first.</summary>
    [Function("ListSessions")]
    public Task<IResult> List([HttpTrigger(AuthorizationLevel.Function, "get", Route = "sessions")] HttpRequest request) =>
        ApiCall.RunAsync(request, async cancellation =>
        {
            var query = new QueryFields(request);
            var page = await store.ListSessionsAsync(query.Limit(), query.Text("cursor"), cancellation);
            return JsonAnswer.Of(new Page<SessionView>([.. page.Items.Select(SessionView.Of)], page.Cursor));
        });

    /// <summary>A session with its history.</summary>
    [Function("GetSession")]
    public Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "sessions/{sessionId}")] HttpRequest request, string sessionId) =>
        ApiCall.RunAsync(request, async cancellation =>
        {
            // Callers choose session ids, and a slash is the one character that paths arrive with still escaped.
            var id = sessionId.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
            return JsonAnswer.Of(await views.SessionAsync(id, cancellation));
        });
}
