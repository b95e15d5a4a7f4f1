using System.Reflection;
using DurableTeams.Http.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Requests;

/// <summary>The body of a cancel; it may be left out.</summary>
internal sealed record CancelBody(string? Reason) : IEndpointParameterMetadataProvider
{
    private const int MaxReasonLength = 4_000;

    /// <summary>Reads it.</summary>
    public static async ValueTask<CancelBody?> BindAsync(HttpContext context)
    {
        var body = (await RequestBody.ReadAsync(context.Request, optional: true)).Only("reason");
        return new CancelBody(body.OptionalText("reason", MaxReasonLength));
    }

    /// <summary>Describes it.</summary>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Metadata.Add(new TakenBody(typeof(CancelBody), IsOptional: true));
    }
}
