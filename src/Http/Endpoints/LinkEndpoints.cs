using DurableTeams.Approvals.Links;
using DurableTeams.Approvals;
using DurableTeams.Errors;
using DurableTeams.Http.Answers;
using DurableTeams.Http.OpenApi;
using DurableTeams.Http.Requests;
using DurableTeams.Services.Decisions;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DurableTeams.Http.Endpoints;

/// <summary><c>approvals/{requirementId}/callback</c>: signed links. They need no key; their signature is what admits.</summary>
internal static class LinkEndpoints
{
    private const string Way = "link";
    private const string Route = "approvals/{requirementId}/callback";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var refusal = new Refusal(Refuse);
        routes.MapMethods(Route, Methods.Read, ShowAsync)
            .Describe("approvals", "ShowCallback", 400, 403, 404)
            .Produces<string>(200, "text/html")
            .Produces<RequirementView>(200)
            .Says(200, "The page; the requirement where JSON is asked for")
            .AllowAnonymous()
            .WithMetadata(refusal);
        routes.MapPost(Route, DecideAsync)
            .Describe("approvals", "DecideCallback", 400, 403, 404, 409, 413)
            .WithMetadata(new TakenBody(
                typeof(CallbackBody), IsOptional: true, "application/x-www-form-urlencoded", JsonAnswer.MediaType))
            .Produces<RequirementView>(200)
            .Produces<string>(200, "text/html")
            .Says(200, "The requirement after that; a page for browsers")
            .AllowAnonymous()
            .WithMetadata(refusal);
    }

    [EndpointSummary("Shows what the link decides, and decides nothing: chat tools and mail scanners open links by themselves.")]
    internal static async Task<IResult> ShowAsync(
        string requirementId, LinkQuery link, HttpRequest request, ApprovalService approvals, ApprovalLinks links,
        RequirementViews views, ViewLog viewed, PrincipalSource principals, CancellationToken cancellationToken)
    {
        var requirement = await approvals.GetAsync(requirementId, cancellationToken);
        links.Verify(requirement, link.Decision, link.Expires, link.Signature);
        var principal = principals.Find(request);
        if (!HttpMethods.IsHead(request.Method))
            await viewed.RecordAsync(requirement, principal, principals.From(request, Way), cancellationToken);
        var view = views.OfLink(requirement);
        if (HeaderFields.WantsJson(request)) return JsonAnswer.Of(view);
        return requirement.Status == RequirementStatus.Pending
            ? DecisionPages.Ask(view, link.Decision, principal?.Name)
            : DecisionPages.Standing(view);
    }

    [EndpointSummary("Decides what a signed link says, once.")]
    internal static async Task<IResult> DecideAsync(
        string requirementId, LinkQuery link, HttpRequest request, CallContext call,
        ApprovalService approvals, ApprovalLinks links, RequirementViews views, PrincipalSource principals,
        CancellationToken cancellationToken)
    {
        var requirement = await approvals.GetAsync(requirementId, cancellationToken);
        links.Verify(requirement, link.Decision, link.Expires, link.Signature);
        var (note, claimed) = await CallbackBody.ReadAsync(request);
        // A name from the holder of a link is a claim, and is marked as one wherever it is shown.
        var signedIn = principals.Find(request);
        var by = principals.Decider(request, claimed, "by") is { } person && person != signedIn
            ? Person.Claimed(person.Name)
            : signedIn;
        // The link's signature covers what the page shows: the edited arguments, where an approval before this one edited them.
        var shown = link.Decision == DecisionKinds.Approve ? requirement.EditedArguments : null;
        var decision = new DecisionRequest(requirementId, link.Decision, note, shown, by?.Name)
        {
            PrincipalId = by?.Id,
            From = principals.From(request, Way),
            TraceParent = call.TraceParent,
        };
        requirement = await approvals.ResolveAsync(decision, call.Client, cancellationToken);
        var view = views.OfLink(requirement);
        return HeaderFields.WantsPage(request) ? DecisionPages.Standing(view) : JsonAnswer.Of(view);
    }

    private static HtmlAnswer? Refuse(HttpRequest request, ApiException exception) =>
        HeaderFields.WantsPage(request) ? DecisionPages.Refused(exception) : null;
}
