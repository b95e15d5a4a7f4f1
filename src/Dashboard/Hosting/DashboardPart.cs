using DurableTeams.Approvals.Links;
using DurableTeams.Dashboard.Access;
using DurableTeams.Dashboard.Health;
using DurableTeams.Dashboard.Inbox;
using DurableTeams.Dashboard.Playground;
using DurableTeams.Dashboard.Run;
using DurableTeams.Dashboard.Runs;
using DurableTeams.Dashboard.Sessions;
using DurableTeams.Dashboard.Teams;
using DurableTeams.Definitions;
using DurableTeams.Http.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Dashboard.Hosting;

/// <summary>Maps the pages.</summary>
internal sealed class DashboardPart(
    IDefinitionEnvironment environment, IEnumerable<DashboardChoice> choices, LinkKeys keys, TimeProvider time) : IEndpointPart
{
    public void Map(IEndpointRouteBuilder routes, PageCallers callers)
    {
        if (DashboardChoice.Read(environment, choices) is not { } options) return;
        var parts = new DashboardParts(
            options, new DashboardPaths(options.Path), callers, new VisitorSessions(keys, callers, options, time), time);
        var pages = routes.MapGroup(options.Path);
        pages.ExcludeFromDescription();
        IEndpointConventionBuilder conventions = pages;
        conventions.Add(endpoint =>
        {
            endpoint.Metadata.Add(new PageEndpoint());
            endpoint.Metadata.Add(parts);
        });
        conventions.Finally(PageCall.Wrap);
        AssetEndpoints.Map(pages);
        AccessEndpoints.Map(pages);
        InboxEndpoints.Map(pages);
        RunEndpoints.Map(pages);
        RunsEndpoints.Map(pages);
        TeamEndpoints.Map(pages);
        SessionEndpoints.Map(pages);
        PlaygroundEndpoints.Map(pages);
        HealthEndpoints.Map(pages);
    }
}
