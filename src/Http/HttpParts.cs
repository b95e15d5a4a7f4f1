using DurableTeams.Definitions;
using DurableTeams.Http.Admission;
using DurableTeams.Http.Answers;
using DurableTeams.Http.OpenApi;
using DurableTeams.Http.Requests;
using DurableTeams.Services;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DurableTeams.Http;

/// <summary>
/// What the endpoints share beside the program's services. Each is made when it is asked for first, and found by the endpoint of
/// a request.
/// </summary>
internal sealed class HttpParts(IServiceProvider services, IEndpointRouteBuilder routes)
{
    private readonly Lazy<StartLimit> _starts = new(() => new StartLimit(services.GetRequiredService<IDefinitionEnvironment>()));
    private readonly Lazy<PrincipalSource> _principals =
        new(() => new PrincipalSource(services.GetRequiredService<IDefinitionEnvironment>()));

    private readonly Lazy<RunAnswers> _answers = new(() => new RunAnswers(
        services.GetRequiredService<RunService>(), services.GetRequiredService<RunViews>(),
        services.GetRequiredService<IHostApplicationLifetime>()));

    private readonly Lazy<ApiDescription> _description = new(() => new ApiDescription(services, routes));
    private readonly Lazy<Callers> _callers = new(() => new Callers(services));

    private readonly Lazy<ILinkPages> _pages = new(() => services.GetService<ILinkPages>() ?? new DecisionPages());

    public ILinkPages Pages => _pages.Value;

    public StartLimit Starts => _starts.Value;

    public PrincipalSource Principals => _principals.Value;

    public RunAnswers Answers => _answers.Value;

    public ApiDescription Description => _description.Value;

    public Callers Callers => _callers.Value;

    /// <summary>The parts of the endpoint that a request was routed to.</summary>
    /// <exception cref="InvalidOperationException">The endpoint is none of the API.</exception>
    public static HttpParts Of(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<HttpParts>()
        ?? throw new InvalidOperationException("This endpoint was not mapped by MapDurableTeams.");
}
