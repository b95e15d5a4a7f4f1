using DurableTeams.Runs;
using DurableTeams.Runs.Activities;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DurableTeams.Functions.Hosting;

/// <summary>How the worker behaves below the Functions host: the tasks it registers, and how it ends.</summary>
internal static class WorkerHosting
{
    public static void AddWorkerHosting(this FunctionsApplicationBuilder builder)
    {
        builder.UseMiddleware<ActivityDrain>();
        builder.UseMiddleware<InvocationClient>();
        // DurableTask.Core completes an orchestration that has returned only when none of its tasks is open.
        builder.Services.AddSingleton(new EngineTraits { HoldsForActivities = true });
        builder.ConfigureDurableWorker().AddTasks(tasks => tasks.AddDurableTeams());
        builder.Services.AddSingleton<InvocationClient>();
        // After the extension's own transformer, which describes what is registered.
        builder.Services.AddSingleton<IFunctionMetadataTransformer>(services => services.GetRequiredService<InvocationClient>());
        builder.Services.AddSingleton<ActivityDrain>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ActivityDrain>());
        builder.Services.AddHostedService<HostExitWatch>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ActivityDrain.ShutdownTimeout);
    }
}
