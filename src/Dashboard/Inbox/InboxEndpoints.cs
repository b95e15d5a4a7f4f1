using DurableTeams.Dashboard.Hosting;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DurableTeams.Dashboard.Inbox;

/// <summary>The inbox: what waits for a decision.</summary>
internal static class InboxEndpoints
{
    public static void Map(IEndpointRouteBuilder pages) => pages.MapGet("", ListAsync);

    internal static async Task<IResult> ListAsync(
        IDurableTeams teams, string? team, string? cursor, CancellationToken cancellationToken)
    {
        var found = await teams.ListRequirementsAsync(
            new RequirementQuery(RequirementStatus.Pending, team, Limit: 50, Cursor: cursor), cancellationToken);
        return Page.Of<InboxPage>(("Requirements", found.Items), ("Next", found.Cursor));
    }
}
