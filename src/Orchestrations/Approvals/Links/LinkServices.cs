using DurableTeams.Definitions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Approvals.Links;

/// <summary>Registers the links of requirements.</summary>
internal static partial class LinkServices
{
    public static IServiceCollection AddApprovalLinks(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IDefinitionEnvironment>(ProcessEnvironment.Instance);
        services.TryAddSingleton<PublicAddress>();
        services.TryAddSingleton<ApprovalLinks>();
        services.TryAddSingleton(KeysOf);
        return services;
    }

    private static LinkKeys KeysOf(IServiceProvider services)
    {
        if (LinkKeys.Read(services.GetRequiredService<IDefinitionEnvironment>()) is { } keys) return keys;
        LogNoKeys(services.GetRequiredService<ILoggerFactory>().CreateLogger<ApprovalLinks>(), LinkKeys.Setting);
        return new LinkKeys([]);
    }

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "{Setting} is not set: requirements have no links, and notifications are not signed")]
    private static partial void LogNoKeys(ILogger logger, string setting);
}
