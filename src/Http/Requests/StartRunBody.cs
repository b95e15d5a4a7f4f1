using System.Reflection;
using DurableTeams.Http.OpenApi;
using DurableTeams.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Requests;

/// <summary>The body of a start.</summary>
internal sealed record StartRunBody(StartRunRequest Start) : IEndpointParameterMetadataProvider
{
    private const int MaxIdLength = 200;

    /// <summary>Reads it.</summary>
    public static async ValueTask<StartRunBody?> BindAsync(HttpContext context)
    {
        var body = (await RequestBody.ReadAsync(context.Request)).Only("message", "sessionId", "userId", "metadata");
        return new StartRunBody(new StartRunRequest(
            body.RequiredText("message"),
            body.OptionalId("sessionId", MaxIdLength),
            body.OptionalId("userId", MaxIdLength),
            body.OptionalObject("metadata")));
    }

    /// <summary>Describes it.</summary>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Metadata.Add(new TakenBody(typeof(StartRunBody), IsOptional: false));
    }
}
