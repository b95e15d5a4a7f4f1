using System.Reflection;
using DurableTeams.Errors;
using DurableTeams.Http.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace DurableTeams.Http.Requests.Work;

/// <summary>The body of a lease.</summary>
/// <param name="Worker">Who asks.</param>
/// <param name="Wait">How long to wait for work.</param>
/// <param name="OwnSpans">Whether the worker exports spans of its own.</param>
internal sealed record LeaseBody(string Worker, TimeSpan Wait, bool OwnSpans) : IEndpointParameterMetadataProvider
{
    private const int MaxName = 200;

    /// <summary>Reads it.</summary>
    public static async ValueTask<LeaseBody?> BindAsync(HttpContext context)
    {
        var body = (await RequestBody.ReadAsync(context.Request)).Only("worker", "wait", "spans");
        var worker = body.OptionalId("worker", MaxName) ?? throw ApiErrors.InvalidField("worker", "is required, a string.");
        return new LeaseBody(worker, WaitFields.Read(body, "wait"), body.OptionalWord("spans", "mine") is not null);
    }

    /// <summary>Describes it.</summary>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Metadata.Add(new TakenBody(typeof(LeaseBody), IsOptional: false));
    }
}
