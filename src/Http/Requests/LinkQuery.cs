using System.Globalization;
using System.Reflection;
using DurableTeams.Approvals.Links;
using DurableTeams.Errors;
using DurableTeams.Http.OpenApi;
using DurableTeams.Storage.Rules;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Requests;

/// <summary>What a signed link says.</summary>
/// <param name="Decision">What it decides: <c>approve</c> or <c>reject</c>; <c>decide</c> leaves that to its holder.</param>
/// <param name="Expires">When it ends, in seconds since 1970.</param>
/// <param name="Signature">Its signature; empty where it has none.</param>
internal sealed record LinkQuery(string Decision, long Expires, string Signature) : IEndpointParameterMetadataProvider
{
    /// <summary>Reads it.</summary>
    public static ValueTask<LinkQuery?> BindAsync(HttpContext context)
    {
        var query = new QueryFields(context.Request);
        var decision = query.Text("decision");
        if (decision is not (DecisionKinds.Approve or DecisionKinds.Reject or ApprovalLinks.Decide))
            throw ApiErrors.UnknownDecision(
                "decision", $"must be {DecisionKinds.Approve}, {DecisionKinds.Reject} or {ApprovalLinks.Decide}.");
        return long.TryParse(query.Text("expires"), NumberStyles.None, CultureInfo.InvariantCulture, out var expires)
            ? ValueTask.FromResult<LinkQuery?>(new(decision, expires, query.Text("sig") ?? ""))
            : throw ApiErrors.InvalidQuery("expires", "must be a whole number: seconds since 1970.");
    }

    /// <summary>Describes it.</summary>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Metadata.Add(new TakenParameter("linkDecision"));
        builder.Metadata.Add(new TakenParameter("linkExpires"));
        builder.Metadata.Add(new TakenParameter("linkSignature"));
    }
}
