using DurableTeams.Approvals.Links;
using DurableTeams.Dashboard.Access;
using DurableTeams.Dashboard.Inbox;
using DurableTeams.Dashboard.Run;
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
            options, new DashboardPaths(options.Path), callers, new Sessions(keys, callers, options, time), time);
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
    }
}
