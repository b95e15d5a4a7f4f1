using DurableTeams.Http.Answers;
using DurableTeams.Http.OpenApi;
using DurableTeams.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DurableTeams.Http.Endpoints;

/// <summary><c>health</c> and <c>openapi.json</c>: open to everyone.</summary>
internal static class ServiceEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("health", Methods.Read, HealthAsync)
            .Describe("service", "GetHealth")
            .Says(200, "It does")
            .AllowAnonymous();
        routes.MapMethods("openapi.json", Methods.Read, DescriptionAsync)
            .Describe("service", "GetOpenApi")
            .Produces<ApiDescription>(200)
            .Says(200, "OpenAPI 3.1")
            .AllowAnonymous();
    }

    [EndpointSummary("Whether the service works, its storage included.")]
    internal static async Task<JsonAnswer<Health>> HealthAsync(IRunStore store, CancellationToken cancellationToken)
    {
        await store.CheckHealthAsync(cancellationToken);
        return JsonAnswer.Of(new Health("ok"));
    }

    [EndpointSummary("This description.")]
    internal static async Task<IResult> DescriptionAsync(ApiDescription description) =>
        JsonAnswer.Of(await description.ReadAsync());
}
