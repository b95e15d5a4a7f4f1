using System.Reflection;
using DurableTeams.Approvals;
using DurableTeams.Http.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Requests;

/// <summary>The body of a resolve: one decision, of the requirement that the address names.</summary>
internal sealed record ResolveBody(DecisionRequest Decision) : IEndpointParameterMetadataProvider
{
    /// <summary>Reads it.</summary>
    public static async ValueTask<ResolveBody?> BindAsync(HttpContext context)
    {
        var requirementId = context.Request.RouteValues["requirementId"] as string ?? "";
        return new ResolveBody(DecisionFields.Of(context).Read(await RequestBody.ReadAsync(context.Request), requirementId));
    }

    /// <summary>Describes it.</summary>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Metadata.Add(new TakenBody(typeof(ResolveBody), IsOptional: false));
    }
}
