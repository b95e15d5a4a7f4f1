using DurableTeams.Dashboard.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DurableTeams.Dashboard.Sessions;

/// <summary>Sessions: conversations over several runs.</summary>
internal static class SessionEndpoints
{
    private const int AtOnce = 50;

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapMethods("sessions", Methods.Read, ListAsync);
        pages.MapMethods("sessions/{sessionId}", Methods.Read, ShowAsync);
    }

    internal static async Task<IResult> ListAsync(IDurableTeams teams, string? cursor, CancellationToken cancellationToken)
    {
        var found = await teams.ListSessionsAsync(AtOnce, cursor, cancellationToken);
        return Page.Of<SessionsPage>(("Sessions", found.Items), ("Next", found.Cursor));
    }

    internal static async Task<IResult> ShowAsync(string sessionId, IDurableTeams teams, CancellationToken cancellationToken) =>
        Page.Of<SessionPage>(("Session", await teams.GetSessionAsync(sessionId, cancellationToken)));
}
