using System.Reflection;
using DurableTeams.Http.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace DurableTeams.Http.Requests.Work;

/// <summary>The body of a heartbeat: the token alone.</summary>
internal sealed record TokenBody(string Token) : IEndpointParameterMetadataProvider
{
    /// <summary>Characters of a token.</summary>
    public const int MaxToken = 200;

    /// <summary>Reads it.</summary>
    public static async ValueTask<TokenBody?> BindAsync(HttpContext context) =>
        new(Read((await RequestBody.ReadAsync(context.Request)).Only("token")));

    /// <summary>The token in a body.</summary>
    public static string Read(BodyFields body)
    {
        body.OptionalText("token", MaxToken);
        return body.RequiredText("token");
    }

    /// <summary>Describes it.</summary>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Metadata.Add(new TakenBody(typeof(TokenBody), IsOptional: false));
    }
}
