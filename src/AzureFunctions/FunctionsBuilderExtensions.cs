using DurableTeams.Functions.Hosting;
using DurableTeams.Functions.Http;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DurableTeams;

/// <summary>Runs teams in an Azure Functions app.</summary>
public static class FunctionsBuilderExtensions
{
    /// <summary>
    /// Runs teams on the Durable Task of the Functions host. The app's functions then include the HTTP API, the orchestrations
    /// and activities, and the timers that look after runs: the Functions SDK finds them in this package. The store is a choice
    /// of its own, such as <c>UseAzureTables</c>.
    /// </summary>
    /// <param name="teams">The builder.</param>
    /// <param name="app">The app that is built. HTTP is by ASP.NET Core (<c>ConfigureFunctionsWebApplication</c>), which is
    /// configured where the app has not done so.</param>
    public static DurableTeamsBuilder UseDurableFunctions(this DurableTeamsBuilder teams, FunctionsApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(teams);
        ArgumentNullException.ThrowIfNull(app);
        app.ConfigureFunctionsWebApplication();
        app.AddWorkerHosting();
        teams.Services.TryAddSingleton<ApiPipeline>();
        teams.Services.AddHostedService<ApiStart>();
        // The Functions host puts its prefix before every address.
        teams.UseDashboard(options => options with { Path = $"{EndpointRouteBuilderExtensions.ApiPrefix}/dashboard" });
        return teams.UseEngine(nameof(UseDurableFunctions), _ => new FunctionsEngine());
    }
}
