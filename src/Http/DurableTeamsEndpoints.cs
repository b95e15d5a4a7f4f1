using DurableTeams.Http.Endpoints;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace DurableTeams.Http;

/// <summary>The HTTP API as endpoints. Every host maps these; a new endpoint is one line in its area.</summary>
public static class DurableTeamsEndpoints
{
    /// <summary>What comes before every address.</summary>
    public const string Prefix = "/api";

    /// <summary>
    /// Maps the API below <see cref="Prefix"/>. The host has registered <see cref="HttpServices.AddDurableTeamsHttp"/>, and sets
    /// a <see cref="CallContext"/> for each request before routing hands it over; without one a caller is not admitted.
    /// </summary>
    public static void MapDurableTeams(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        var api = routes.MapGroup(Prefix);
        ((IEndpointConventionBuilder)api).Finally(ApiCall.Wrap);
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
        Fallback.Map(api, () => routes.DataSources.SelectMany(source => source.Endpoints));
    }
}
