using DurableTeams.Embedded.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Embedded.Engine;

/// <summary>Hosting the engine.</summary>
internal static class EngineServiceCollectionExtensions
{
    /// <summary>
    /// Adds the engine, its client and their hosted service. An <see cref="EmbeddedDatabase"/> must be registered; the host
    /// disposes it after the engine has stopped.
    /// </summary>
    public static IServiceCollection AddEmbeddedEngine(
        this IServiceCollection services, Action<IServiceProvider, DurableTaskRegistry> register, EngineOptions? options = null)
    {
        services.AddSingleton(provider =>
        {
            var registry = new DurableTaskRegistry();
            register(provider, registry);
            return new EmbeddedEngine(
                provider.GetRequiredService<EmbeddedDatabase>(),
                registry,
                provider,
                options ?? provider.GetService<EngineOptions>() ?? new EngineOptions(),
                provider.GetRequiredService<ILoggerFactory>());
        });
        services.AddSingleton<DurableTaskClient>(provider => provider.GetRequiredService<EmbeddedEngine>().Client);
        services.AddSingleton<IHostedService, EngineHostedService>();
        return services;
    }
}
