using System.Reflection;
using DurableTeams.Errors;
using DurableTeams.Http.OpenApi;
using DurableTeams.Runs.Remote;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace DurableTeams.Http.Requests.Work;

/// <summary>The answer of an address that was sent work. The token is in the address of the callback.</summary>
internal sealed record WorkCallbackBody(string Token, WorkReply Reply) : IEndpointParameterMetadataProvider
{
    /// <summary>Reads it.</summary>
    public static async ValueTask<WorkCallbackBody?> BindAsync(HttpContext context)
    {
        var token = new QueryFields(context.Request).Text("token") is { Length: <= TokenBody.MaxToken } text
            ? text
            : throw ApiErrors.InvalidQuery("token", "is required: use the callback address as it was sent.");
        return new WorkCallbackBody(
            token, CompleteBody.Read((await RequestBody.ReadAsync(context.Request)).Only("output", "error")));
    }

    /// <summary>Describes it.</summary>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Metadata.Add(new TakenParameter("workToken"));
        builder.Metadata.Add(new TakenBody(typeof(WorkCallbackBody), IsOptional: false));
    }
}
