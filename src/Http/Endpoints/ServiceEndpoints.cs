using DurableTeams.Http.Answers;
using DurableTeams.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace DurableTeams.Http.Endpoints;

/// <summary><c>health</c> and <c>openapi.json</c>: open to everyone.</summary>
internal static class ServiceEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("health", Methods.Read, HealthAsync).WithName("GetHealth").AllowAnonymous();
        routes.MapMethods("openapi.json", Methods.Read, Description).WithName("GetOpenApi").AllowAnonymous();
    }

    /// <summary>Whether the service can work: its storage is read and written.</summary>
    internal static async Task<JsonAnswer<Health>> HealthAsync(IRunStore store, CancellationToken cancellationToken)
    {
        await store.CheckHealthAsync(cancellationToken);
        return JsonAnswer.Of(new Health("ok"));
    }

    /// <summary>The description of this API.</summary>
    internal static RawJsonAnswer Description() => RawJsonAnswer.Description;
}
