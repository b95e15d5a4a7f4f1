using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DurableTeams.Dashboard.Hosting;

/// <summary><c>assets/{name}</c>: open to everyone, since they tell nothing.</summary>
internal static class AssetEndpoints
{
    public static void Map(IEndpointRouteBuilder pages) =>
        pages.MapMethods("assets/{name}", Methods.Read, Send).WithMetadata(new OpenPage(), new Access.NoSession());

    internal static IResult Send(string name, HttpContext context)
    {
        if (Assets.Find(name) is not { } content) return Results.NotFound();
        // Modules load one another without a version: the browser asks whether they changed.
        context.Response.Headers.CacheControl = "no-cache";
        return Results.Bytes(
            content, Assets.TypeOf(name),
            entityTag: new Microsoft.Net.Http.Headers.EntityTagHeaderValue($"\"{Assets.Version}\""));
    }
}
