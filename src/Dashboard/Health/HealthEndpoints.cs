using DurableTeams.Dashboard.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DurableTeams.Dashboard.Health;

/// <summary>How the host is: whether it keeps up, and what is stuck.</summary>
internal static class HealthEndpoints
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapMethods("health", Methods.Read, ShowAsync);
        pages.MapPost("health/requeue", RequeueAsync);
    }

    internal static async Task<IResult> ShowAsync(IDurableTeams teams, CancellationToken cancellationToken) =>
        Page.Of<HealthPage>(("Health", await teams.HealthAsync(cancellationToken)), ("Teams", teams.Teams.Count));

    internal static async Task<IResult> RequeueAsync(
        HttpContext context, IDurableTeams teams, CancellationToken cancellationToken)
    {
        await teams.RequeueAsync(context.Request.Form["instance"].ToString(), cancellationToken);
        return Results.Redirect(DashboardParts.Of(context).Paths.Health);
    }
}
