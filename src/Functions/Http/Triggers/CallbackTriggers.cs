using System.Globalization;
using DurableTeams.Approvals;
using DurableTeams.Approvals.Links;
using DurableTeams.Errors;
using DurableTeams.Functions.Http.Answers;
using DurableTeams.Functions.Http.Requests;
using DurableTeams.Services.Decisions;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace DurableTeams.Functions.Http.Triggers;

/// <summary><c>approvals/{requirementId}/callback</c>: signed links. They need no key; their signature is what admits.</summary>
public sealed class CallbackTriggers(ApprovalService approvals, ApprovalLinks links, RequirementViews views, ViewLog viewed, PrincipalSource principals)
{
    private const string Way = "link";
    private const string Route = "approvals/{requirementId}/callback";

    /// <summary>Shows what the link will do, and does nothing: chat tools and mail scanners open links by themselves.</summary>
    [Function("ShowCallback")]
    public Task<IResult> Show([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Route)] HttpRequest request, string requirementId) =>
        ApiCall.RunAsync(
            request,
            async cancellation =>
            {
                var (requirement, decision) = await AdmitAsync(request, requirementId, cancellation);
                var principal = principals.Find(request);
                if (!HttpMethods.IsHead(request.Method)) await viewed.RecordAsync(requirement, principal, principals.From(request, Way), cancellation);
                var view = views.OfLink(requirement);
                if (HeaderFields.WantsJson(request)) return JsonAnswer.Of(view);
                return requirement.Status == RequirementStatus.Pending ? DecisionPages.Ask(view, decision, principal?.Name) : DecisionPages.Standing(view);
            },
            exception => Refuse(request, exception));

    /// <summary>Decides.</summary>
    [Function("DecideCallback")]
    public Task<IResult> Decide(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route)] HttpRequest request,
        string requirementId,
        [DurableClient] DurableTaskClient client) =>
        ApiCall.RunAsync(
            request,
            async cancellation =>
            {
                var (requirement, decision) = await AdmitAsync(request, requirementId, cancellation);
                var (note, claimed) = await CallbackBody.ReadAsync(request);
                // A name that the holder of a link writes is a claim, and says so wherever it is shown.
                var by = principals.Decider(request, claimed, "by") is { } person && person != principals.Find(request) ? Person.Claimed(person.Name) : principals.Find(request);
                // The link's signature is of what the page shows: where the ones before edited the arguments, those.
                var shown = decision == DecisionKinds.Approve ? requirement.EditedArguments : null;
                requirement = await approvals.ResolveAsync(
                    new DecisionRequest(requirementId, decision, note, shown, by?.Name) { PrincipalId = by?.Id, From = principals.From(request, Way), TraceParent = request.Headers.TraceParent },
                    client,
                    cancellation);
                var view = views.OfLink(requirement);
                return HeaderFields.WantsPage(request) ? DecisionPages.Standing(view) : JsonAnswer.Of(view);
            },
            exception => Refuse(request, exception));

    private static HtmlAnswer? Refuse(HttpRequest request, ApiException exception) =>
        HeaderFields.WantsPage(request) ? DecisionPages.Refused(exception) : null;

    private async Task<(RequirementRecord Requirement, string Decision)> AdmitAsync(HttpRequest request, string requirementId, CancellationToken cancellation)
    {
        var query = new QueryFields(request);
        var decision = query.Text("decision");
        if (decision is not (DecisionKinds.Approve or DecisionKinds.Reject))
            throw ApiErrors.UnknownDecision("decision", $"must be {DecisionKinds.Approve} or {DecisionKinds.Reject}.");
        if (!long.TryParse(query.Text("expires"), NumberStyles.None, CultureInfo.InvariantCulture, out var expires))
            throw ApiErrors.InvalidQuery("expires", "must be a whole number: seconds since 1970.");
        var requirement = await approvals.GetAsync(requirementId, cancellation);
        links.Verify(requirement, decision, expires, query.Text("sig") ?? "");
        return (requirement, decision);
    }
}
