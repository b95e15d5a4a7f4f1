using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Hooks;

/// <summary>Registers what asks hooks.</summary>
internal static class HookServices
{
    public static void AddHookSet(this IServiceCollection services) => services.TryAddSingleton(provider => new HookSet(
        provider.GetServices<RegisteredHook>(), provider.GetRequiredService<IServiceScopeFactory>(),
        provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<HookSet>>()));
}
