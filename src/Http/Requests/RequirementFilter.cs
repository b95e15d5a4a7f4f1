using System.Reflection;
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
        return ValueTask.FromResult<RequirementFilter?>(new(new RequirementQuery(
            query.Word<RequirementStatus>("status"), query.Text("teamId"), query.Text("runId"), query.Text("memberId"))));
    }

    /// <summary>Describes it.</summary>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Metadata.Add(new TakenParameter("requirementStatus"));
        builder.Metadata.Add(new TakenParameter("ofTeam"));
        builder.Metadata.Add(new TakenParameter("ofRun"));
        builder.Metadata.Add(new TakenParameter("ofMember"));
    }
}
