using DurableTeams.Approvals.Links;
using DurableTeams.Http;
using DurableTeams.Http.Endpoints;
using DurableTeams.Http.Pages;
using DurableTeams.Http.Protocols;
using DurableTeams.Http.Protocols.A2A;
using DurableTeams.Http.Protocols.AgUi;
using DurableTeams.Http.Protocols.AiSdk;
using DurableTeams.Http.Protocols.OpenAI;
using DurableTeams.Http.Protocols.Mcp;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DurableTeams;

/// <summary>The HTTP API of teams as endpoints.</summary>
public static class EndpointRouteBuilderExtensions
{
    /// <summary>What comes before every address of the API.</summary>
    public const string ApiPrefix = "/api";

    /// <summary>
    /// Maps the API below <see cref="ApiPrefix"/>, and the addresses that protocols prescribe beside it. Callers need the key
    /// where there is one (<c>UseKey</c>, or the variable <c>DURABLETEAMS_KEY</c>), or what <c>RequireAuthorization</c> on the
    /// answer of this method asks for. With neither, only requests from this machine to this machine are answered.
    /// </summary>
    /// <param name="routes">The program, or a group of its endpoints.</param>
    /// <returns>The endpoints, for conventions of one's own.</returns>
    public static IEndpointConventionBuilder MapDurableTeams(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        if (routes is IHost host) TellAddress(host.Services);
        // Some protocols have addresses of their own, beside those below the prefix.
        var root = routes.MapGroup("");
        var api = root.MapGroup(ApiPrefix);
        var parts = new HttpParts(routes.ServiceProvider, routes);
        // What is wrong with a setting stops the start.
        _ = parts.Starts;
        IEndpointConventionBuilder conventions = root;
        conventions.Add(endpoint => endpoint.Metadata.Add(parts));
        conventions.Finally(ApiCall.Wrap);
        TeamEndpoints.Map(api);
        StartEndpoints.Map(api);
        RunEndpoints.Map(api);
        RunEventEndpoints.Map(api);
        TraceEndpoints.Map(api);
        SpecEndpoints.Map(api);
        ApprovalEndpoints.Map(api);
        DecisionEndpoints.Map(api);
        LinkEndpoints.Map(api);
        WorkEndpoints.Map(api);
        SessionEndpoints.Map(api);
        ServiceEndpoints.Map(api);
        var protocols = ProtocolChoice.Of(routes.ServiceProvider);
        if (protocols.AgUi) AgUiEndpoints.Map(api);
        if (protocols.A2A) A2AEndpoints.Map(root, api);
        if (protocols.AiSdk) AiSdkEndpoints.Map(api);
        var callers = new PageCallers(parts, routes.ServiceProvider);
        foreach (var part in routes.ServiceProvider.GetServices<IEndpointPart>()) part.Map(root, callers);
        if (protocols.OpenAI)
        {
            OpenAIEndpoints.Map(root, All);
            OpenAIEndpoints.Map(api, All);
        }

        if (protocols.Mcp) McpEndpoints.Map(root, api);
        Fallback.Map(api, All);
        return root;

        IEnumerable<Endpoint> All() => routes.DataSources.SelectMany(source => source.Endpoints);
    }

    // Links in notifications have the address of the server, which is known once it listens.
    private static void TellAddress(IServiceProvider services)
    {
        var site = services.GetRequiredService<PublicAddress>();
        site.ExpectListening();
        services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(() =>
        {
            var addresses = services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses;
            if (addresses?.FirstOrDefault() is { } address) site.SetListening(ReachableAddress.Of(address));
        });
    }
}
