using System.Reflection;
using DurableTeams.Errors;
using DurableTeams.Http.OpenApi;
using DurableTeams.Storage.Records;
using DurableTeams.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Requests;

/// <summary>Which requirements of a list.</summary>
internal sealed record RequirementFilter(RequirementQuery Which) : IEndpointParameterMetadataProvider
{
    /// <summary>Reads it.</summary>
    public static ValueTask<RequirementFilter?> BindAsync(HttpContext context)
    {
        var query = new QueryFields(context.Request);
        var order = query.Word<RequirementOrder>("order") ?? RequirementOrder.Newest;
        var status = query.Word<RequirementStatus>("status");
        if (order == RequirementOrder.Deadline && status is not (null or RequirementStatus.Pending))
            throw ApiErrors.InvalidQuery("status", "must be pending, or be left out, with order=deadline.");
        return ValueTask.FromResult<RequirementFilter?>(new(
            new RequirementQuery(status, query.Text("teamId"), query.Text("runId"), query.Text("memberId")) { Order = order }));
    }

    /// <summary>Describes it.</summary>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Metadata.Add(new TakenParameter("requirementStatus"));
        builder.Metadata.Add(new TakenParameter("ofTeam"));
        builder.Metadata.Add(new TakenParameter("ofRun"));
        builder.Metadata.Add(new TakenParameter("ofMember"));
        builder.Metadata.Add(new TakenParameter("requirementOrder"));
    }
}
