using System.Reflection;
using DurableTeams.Http.OpenApi;
using DurableTeams.Storage.Records;
using DurableTeams.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Requests;

/// <summary>Which runs of a list.</summary>
internal sealed record RunFilter(RunQuery Which) : IEndpointParameterMetadataProvider
{
    /// <summary>Reads it.</summary>
    public static ValueTask<RunFilter?> BindAsync(HttpContext context)
    {
        var query = new QueryFields(context.Request);
        return ValueTask.FromResult<RunFilter?>(
            new(new RunQuery(query.Word<RunStatus>("status"), query.Text("teamId"), query.Text("sessionId"))
            {
                UserId = query.Text("userId"),
                Text = query.Text("text"),
                CreatedAfter = query.Time("from"),
                CreatedBefore = query.Time("to"),
                ErrorCode = query.Text("errorCode"),
            }));
    }

    /// <summary>Describes it.</summary>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Metadata.Add(new TakenParameter("runStatus"));
        builder.Metadata.Add(new TakenParameter("ofTeam"));
        builder.Metadata.Add(new TakenParameter("ofSession"));
        builder.Metadata.Add(new TakenParameter("ofUser"));
        builder.Metadata.Add(new TakenParameter("withText"));
        builder.Metadata.Add(new TakenParameter("createdFrom"));
        builder.Metadata.Add(new TakenParameter("createdTo"));
        builder.Metadata.Add(new TakenParameter("withError"));
    }
}
