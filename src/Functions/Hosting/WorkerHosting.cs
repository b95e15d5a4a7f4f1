using DurableTeams.Runs.Activities;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DurableTeams.Functions.Hosting;

/// <summary>How the worker behaves below the Functions host: how it ends, and what its engine does.</summary>
internal static class WorkerHosting
{
    public static void AddWorkerHosting(this FunctionsApplicationBuilder builder)
    {
        builder.UseMiddleware<ActivityDrain>();
        // DurableTask.Core completes an orchestration that has returned once none of its tasks is open.
        builder.Services.AddSingleton(new EngineTraits { HoldsForActivities = true });
        builder.Services.AddSingleton<ActivityDrain>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ActivityDrain>());
        builder.Services.AddHostedService<OrphanWatch>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ActivityDrain.ShutdownTimeout);
    }
}
