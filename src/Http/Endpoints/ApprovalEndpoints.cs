using DurableTeams.Approvals;
using DurableTeams.Http.Answers;
using DurableTeams.Http.OpenApi;
using DurableTeams.Http.Requests;
using DurableTeams.Services.Decisions;
using DurableTeams.Storage.Records;
using DurableTeams.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DurableTeams.Http.Endpoints;

/// <summary><c>approvals</c>: the inbox over all runs.</summary>
internal static class ApprovalEndpoints
{
    // What is asked is shown whole, so that it can be decided: a call's arguments may be long.
    private const int RequirementsAtOnce = 10;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("approvals", Methods.Read, ListAsync)
            .Describe("approvals", "ListApprovals", 400)
            .Says(200, "A page");
        routes.MapMethods("approvals/counts", Methods.Read, CountAsync)
            .Describe("approvals", "CountApprovals")
            .Says(200, "The counts");
        routes.MapMethods("approvals/{requirementId}", Methods.Read, GetAsync)
            .Describe("approvals", "GetApproval", 400, 404)
            .WithMetadata(new TakenParameter("includeContext"))
            .Says(200, "The requirement");
        routes.MapMethods("approvals/{requirementId}/audit", Methods.Read, AuditAsync)
            .Describe("approvals", "GetApprovalAudit", 404)
            .Says(200, "The entries");
    }

    [EndpointSummary("Requirements over all runs, newest first, or pending ones by deadline.")]
    internal static Task<ListAnswer<RequirementView>> ListAsync(
        RequirementFilter filter, PageQuery page, IRunStore store, RequirementViews views, CancellationToken cancellationToken)
    {
        return new ListAnswer<RequirementView>(page.Limit, RequirementsAtOnce, ReadAsync).BeginAsync(
            page.Cursor, cancellationToken);

        async Task<StorePage<RequirementView>> ReadAsync(int limit, string? cursor, CancellationToken cancellationToken)
        {
            var found = await store.ListRequirementsAsync(
                filter.Which with { Limit = limit, Cursor = cursor }, cancellationToken);
            return new StorePage<RequirementView>([.. found.Items.Select(views.Of)], found.Cursor);
        }
    }

    [EndpointSummary("How many requirements are pending, by team; teams without one are left out.")]
    internal static async Task<JsonAnswer<ItemList<PendingCount>>> CountAsync(
        IRunStore store, CancellationToken cancellationToken)
    {
        var counts = await store.CountPendingAsync(cancellationToken);
        return JsonAnswer.Of(new ItemList<PendingCount>(
            [.. counts.OrderBy(count => count.Key, StringComparer.Ordinal)
                .Select(count => new PendingCount(count.Key, count.Value))]));
    }

    [EndpointSummary("A requirement.")]
    internal static async Task<JsonAnswer<RequirementAnswer>> GetAsync(
        string requirementId, HttpRequest request, ApprovalService approvals, RequirementViews views,
        RequirementContexts contexts, ViewLog viewed, PrincipalSource principals, CancellationToken cancellationToken)
    {
        var withContext = new QueryFields(request).Includes("context");
        var requirement = await approvals.GetAsync(requirementId, cancellationToken);
        // A head shows nothing to anybody.
        if (!HttpMethods.IsHead(request.Method))
            await viewed.RecordAsync(requirement, principals.Find(request), principals.From(request, "api"), cancellationToken);
        return JsonAnswer.Of(new RequirementAnswer(
            views.Of(requirement), withContext ? await contexts.OfAsync(requirement, cancellationToken) : null));
    }

    [EndpointSummary("Who did what to a requirement, and when; oldest first.")]
    internal static async Task<JsonAnswer<ItemList<AuditEntry>>> AuditAsync(
        string requirementId, ApprovalService approvals, IRunStore store, CancellationToken cancellationToken)
    {
        var requirement = await approvals.GetAsync(requirementId, cancellationToken);
        return JsonAnswer.Of(new ItemList<AuditEntry>(await store.ListAuditAsync(requirement.RequirementId, cancellationToken)));
    }
}
