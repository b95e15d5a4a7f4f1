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
                typeof(LinkDecision), IsOptional: true, "application/x-www-form-urlencoded", JsonAnswer.MediaType))
            .Produces<RequirementView>(200)
            .Produces<string>(200, "text/html")
            .Says(200, "The requirement after that; a page for browsers")
            .AllowAnonymous()
            .WithMetadata(refusal);
    }

    [EndpointSummary("Shows what the link decides, and decides nothing: chat tools and mail scanners open links by themselves.")]
    internal static async Task<IResult> ShowAsync(
        string requirementId, LinkQuery link, HttpRequest request, ApprovalService approvals, ApprovalLinks links,
        RequirementViews views, RequirementContexts contexts, ViewLog viewed, PrincipalSource principals,
        CancellationToken cancellationToken)
    {
        var requirement = await approvals.GetAsync(requirementId, cancellationToken);
        links.Verify(requirement, link.Decision, link.Expires, link.Signature);
        var principal = principals.Find(request);
        if (!HttpMethods.IsHead(request.Method))
            await viewed.RecordAsync(requirement, principal, principals.From(request, Way), cancellationToken);
        if (HeaderFields.WantsJson(request)) return JsonAnswer.Of(views.OfLink(requirement));
        var context = await contexts.OfLinkAsync(requirement, cancellationToken);
        var pages = HttpParts.Of(request.HttpContext).Pages;
        return requirement.Status == RequirementStatus.Pending
            ? pages.Ask(context, link.Decision, principal?.Name, null)
            : pages.Standing(context);
    }

    [EndpointSummary("Decides what a signed link says, or leaves to its holder, once.")]
    internal static async Task<IResult> DecideAsync(
        string requirementId, LinkQuery link, HttpRequest request, CallContext call,
        ApprovalService approvals, ApprovalLinks links, RequirementViews views, RequirementContexts contexts,
        PrincipalSource principals, CancellationToken cancellationToken)
    {
        var requirement = await approvals.GetAsync(requirementId, cancellationToken);
        links.Verify(requirement, link.Decision, link.Expires, link.Signature);
        var signedIn = principals.Find(request);
        var page = HeaderFields.WantsPage(request);
        var pages = HttpParts.Of(request.HttpContext).Pages;
        try
        {
            requirement = await approvals.ResolveAsync(await ReadAsync(), call.Client, cancellationToken);
        }
        catch (ApiException refused) when (page
            && refused.Status is StatusCodes.Status400BadRequest or StatusCodes.Status409Conflict)
        {
            // Whoever can still mend it gets the form again, with what was written in it.
            var now = await approvals.GetAsync(requirementId, cancellationToken);
            if (!page || now.Status != RequirementStatus.Pending || !request.HasFormContentType) throw;
            return pages.Ask(await contexts.OfLinkAsync(now, cancellationToken), link.Decision, signedIn?.Name, refused);
        }

        return page
            ? pages.Standing(await contexts.OfLinkAsync(requirement, cancellationToken))
            : JsonAnswer.Of(views.OfLink(requirement));

        async Task<DecisionRequest> ReadAsync()
        {
            var read = await LinkDecision.ReadAsync(
                request, link, () => contexts.OfLinkAsync(requirement, cancellationToken));
            // A name from the holder of a link is a claim, and is marked as one wherever it is shown.
            var by = principals.Decider(request, read.By, "by") is { } person && person != signedIn
                ? Person.Claimed(person.Name)
                : signedIn;
            // The link's signature covers what the page shows: the edited arguments, where an approval before this one edited
            // them.
            var shown = read.Word == DecisionKinds.Approve ? requirement.EditedArguments : null;
            return new DecisionRequest(requirementId, read.Word, read.Note, read.Arguments ?? shown, by?.Name)
            {
                PrincipalId = by?.Id,
                Values = read.Values,
                Result = read.Result,
                IsNullResult = read.IsNullResult,
                Error = read.Error,
                From = principals.From(request, Way),
                TraceParent = call.TraceParent,
            };
        }
    }

    private static IResult? Refuse(HttpRequest request, ApiException exception) =>
        HeaderFields.WantsPage(request) ? HttpParts.Of(request.HttpContext).Pages.Refused(exception) : null;
}
