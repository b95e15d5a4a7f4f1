using System.Reflection;
using DurableTeams.Http.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Requests;

/// <summary>Which page of a list.</summary>
/// <param name="Limit">The most items of the page.</param>
/// <param name="Cursor">Where the page before ended; null for the first.</param>
internal sealed record PageQuery(int Limit, string? Cursor) : IEndpointParameterMetadataProvider
{
    /// <summary>Reads it.</summary>
    public static ValueTask<PageQuery?> BindAsync(HttpContext context)
    {
        var query = new QueryFields(context.Request);
        return ValueTask.FromResult<PageQuery?>(new(query.Limit(), query.Text("cursor")));
    }

    /// <summary>Describes it.</summary>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Metadata.Add(new TakenParameter("limit"));
        builder.Metadata.Add(new TakenParameter("cursor"));
    }
}
