using DurableTeams.Dashboard.Access;
using DurableTeams.Http.Pages;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Dashboard.Hosting;

/// <summary>What the pages share; metadata of each of their endpoints.</summary>
internal sealed record DashboardParts(
    DashboardOptions Options, DashboardPaths Paths, PageCallers Callers, VisitorSessions Sessions, TimeProvider Time)
{
    /// <summary>The parts of the endpoint that a request was routed to.</summary>
    public static DashboardParts Of(HttpContext context) => context.GetEndpoint()!.Metadata.GetRequiredMetadata<DashboardParts>();
}
