using System.Reflection;
using DurableTeams.Http.OpenApi;
using DurableTeams.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Requests;

/// <summary>The body of a fork; none at all shares everything.</summary>
internal sealed record ForkBody(ForkRequest Fork) : IEndpointParameterMetadataProvider
{
    /// <summary>Reads it.</summary>
    public static async ValueTask<ForkBody?> BindAsync(HttpContext context)
    {
        var body = (await RequestBody.ReadAsync(context.Request, optional: true)).Only("fromSequence", "message");
        return new ForkBody(new ForkRequest(body.OptionalSequence("fromSequence"), body.OptionalWords("message")));
    }

    /// <summary>Describes it.</summary>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Metadata.Add(new TakenBody(typeof(ForkBody), IsOptional: true));
    }
}
