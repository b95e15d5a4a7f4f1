using System.Reflection;
using DurableTeams.Approvals;
using DurableTeams.Http.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Requests;

/// <summary>The body of a continue: decisions of one run's requirements.</summary>
internal sealed record ContinueBody(IReadOnlyList<DecisionRequest> Decisions) : IEndpointParameterMetadataProvider
{
    /// <summary>Reads it.</summary>
    public static async ValueTask<ContinueBody?> BindAsync(HttpContext context) =>
        new(DecisionFields.Of(context).ReadAll(await RequestBody.ReadAsync(context.Request)));

    /// <summary>Describes it.</summary>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Metadata.Add(new TakenBody(typeof(ContinueBody), IsOptional: false));
    }
}
