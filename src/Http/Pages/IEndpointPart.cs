using Microsoft.AspNetCore.Routing;

namespace DurableTeams.Http.Pages;

/// <summary>
/// Endpoints that another package serves beside the API, such as the dashboard. <c>MapDurableTeams</c> maps those among the
/// program's services. They share the conventions of the API (its authorization, where the program asks for one), and look for
/// themselves who calls: see <see cref="PageEndpoint"/>.
/// </summary>
public interface IEndpointPart
{
    /// <summary>Maps the endpoints.</summary>
    /// <param name="routes">The root of the program's addresses, or of the group that the API is mapped in.</param>
    /// <param name="callers">Says who calls.</param>
    void Map(IEndpointRouteBuilder routes, PageCallers callers);
}
