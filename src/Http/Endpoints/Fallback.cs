using DurableTeams.Http.Answers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;

namespace DurableTeams.Http.Endpoints;

/// <summary>
/// Answers unknown addresses, and methods that an address does not take. A server alone would answer them without a problem.
/// </summary>
internal static class Fallback
{
    /// <summary>Maps it behind the endpoints of a builder.</summary>
    /// <param name="routes">The group of the API.</param>
    /// <param name="all">The endpoints that there are.</param>
    public static void Map(IEndpointRouteBuilder routes, Func<IEnumerable<Endpoint>> all)
    {
        var known = new Lazy<IReadOnlyList<(TemplateMatcher Address, IReadOnlyList<string> Methods)>>(() => Read(all()));
        routes.Map("{*address}", context => ProblemShape.SendAsync(
            context, MethodsOf(known.Value, context.Request.Path) is { Count: > 0 } methods
                ? Problem.MethodNotAllowed(string.Join(", ", methods))
                : Problem.NotFound())).AllowAnonymous().ExcludeFromDescription();
    }

    /// <summary>The methods that an address takes, each once, in ordinal order; none where there is no such address.</summary>
    internal static IReadOnlyList<string> MethodsOf(IEnumerable<Endpoint> all, PathString path) => MethodsOf(Read(all), path);

    private static List<string> MethodsOf(
        IEnumerable<(TemplateMatcher Address, IReadOnlyList<string> Methods)> known, PathString path) =>
    [
        .. known.Where(one => one.Address.TryMatch(path, [])).SelectMany(one => one.Methods)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    private static List<(TemplateMatcher, IReadOnlyList<string>)> Read(IEnumerable<Endpoint> all) =>
    [
        .. from endpoint in all.OfType<RouteEndpoint>()
           let methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()
           where methods is not null
           select (new TemplateMatcher(new RouteTemplate(endpoint.RoutePattern), []), methods.HttpMethods),
    ];
}
