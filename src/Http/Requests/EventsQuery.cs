using System.Reflection;
using DurableTeams.Http.OpenApi;
using DurableTeams.Services.Events;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Requests;

/// <summary>Which events of a run.</summary>
/// <param name="After">The sequence number that the caller has.</param>
/// <param name="Limit">The most events of a page.</param>
/// <param name="Parts">What to tell beside the events.</param>
internal sealed record EventsQuery(long After, int Limit, EventParts Parts) : IEndpointParameterMetadataProvider
{
    /// <summary>Reads it.</summary>
    public static ValueTask<EventsQuery?> BindAsync(HttpContext context)
    {
        var query = new QueryFields(context.Request);
        // A reconnecting browser repeats ?after= as it was: what it saw last since then is in the header.
        var after = HeaderFields.LastEventId(context.Request) ?? query.Sequence("after") ?? query.Sequence("cursor") ?? 0;
        return ValueTask.FromResult<EventsQuery?>(new(after, query.Limit(), query.Include()));
    }

    /// <summary>Describes it.</summary>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Metadata.Add(new TakenParameter("after"));
        builder.Metadata.Add(new TakenParameter("lastEventId"));
        builder.Metadata.Add(new TakenParameter("limit"));
        builder.Metadata.Add(new TakenParameter("eventCursor"));
        builder.Metadata.Add(new TakenParameter("include"));
    }
}
