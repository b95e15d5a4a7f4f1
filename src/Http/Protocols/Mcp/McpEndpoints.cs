using DurableTeams.Definitions;
using DurableTeams.Http.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Http.Protocols.Mcp;

/// <summary>
/// <c>/mcp</c> and <c>/api/mcp</c>: every team as a tool of the Model Context Protocol
/// (https://modelcontextprotocol.io/specification/2026-07-28), over Streamable HTTP.
/// </summary>
internal static class McpEndpoints
{
    private static readonly string[] Methods = ["GET", "POST", "DELETE"];

    /// <summary>Maps both.</summary>
    /// <param name="root">The group of addresses beside the API.</param>
    /// <param name="api">The group of the API.</param>
    public static void Map(IEndpointRouteBuilder root, IEndpointRouteBuilder api)
    {
        var services = root.ServiceProvider;
        // What is wrong with a setting stops the start. The server itself is made for the first request: it takes a while.
        var wait = McpWait.Read(services.GetRequiredService<IDefinitionEnvironment>());
        var site = new Lazy<McpSite>(() => new McpSite(services, wait));
        foreach (var routes in new[] { root, api })
            routes.MapMethods("mcp", Methods, http => site.Value.AnswerAsync(http)).ExcludeFromDescription();
    }
}
