using System.Net;
using System.Text.Json;
using DurableTeams.Definitions;
using DurableTeams.Outbound;
using DurableTeams.Telemetry;
using DurableTeams.Tools.Functions;
using DurableTeams.Tools.Http;
using DurableTeams.Tools.Mcp;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DurableTeams.Tools;

/// <summary>Registers the tools.</summary>
public static class ToolServices
{
    /// <summary>Adds <see cref="IToolbox"/> with HTTP tools, MCP tools and registered functions.</summary>
    public static IServiceCollection AddTeamTools(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IDefinitionEnvironment>(ProcessEnvironment.Instance);
        // No resilience handler on these: whether a call is made again is the run's to decide, which counts attempts durably
        // and knows which calls must not be made twice.
        services.AddHttpClient(HttpTool.Client, client => client.Timeout = Timeout.InfiniteTimeSpan)
            // The factory's loggers write addresses, and the path of one may be a secret.
            .RemoveAllLoggers()
            .AddHttpMessageHandler(() => new TraceHeader())
            .ConfigurePrimaryHttpMessageHandler(CreateConnections);
        services.AddOutbound();
        services.TryAddSingleton<ToolNetworks>();
        services.AddHttpClient(McpServers.Client, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers()
            .AddHttpMessageHandler(() => new McpHandler())
            .AddHttpMessageHandler(() => new TraceHeader())
            .ConfigurePrimaryHttpMessageHandler(CreateConnections);
        services.TryAddSingleton<McpServers>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IToolKind, HttpTool>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IToolKind, McpTool>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IToolKind, FunctionTool>());
        // Last: a registered function is what its name stands for.
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IToolKind, ExternalTool>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IToolKind, QuestionTool>());
        services.TryAddSingleton<IToolbox, Toolbox>();
        return services;
    }

    /// <summary>
    /// Adds a .NET function that members can name among their tools. An <see cref="ApprovalRequiredAIFunction"/> is
    /// gated by a person's confirmation.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="function">The function.</param>
    /// <param name="approveWhen">Which calls a person has to confirm, by their arguments (a JSON object); null leaves that to the
    /// function's type and the team file.</param>
    /// <exception cref="ArgumentException">Another function has its name.</exception>
    public static IServiceCollection AddTeamTool(
        this IServiceCollection services, AIFunction function, Func<JsonElement, bool>? approveWhen = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(function);
        if (services.Any(s => s.ImplementationInstance is RegisteredTool tool && tool.Function.Name == function.Name))
        {
            throw new ArgumentException($"A tool named '{function.Name}' is registered already.", nameof(function));
        }

        return services.AddSingleton(new RegisteredTool(function, approveWhen));
    }

    private static SocketsHttpHandler CreateConnections(IServiceProvider services) =>
        services.GetRequiredService<ToolNetworks>().Apply(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                AutomaticDecompression = DecompressionMethods.All,
                PooledConnectionLifetime = TimeSpan.FromMinutes(2),
                ConnectTimeout = TimeSpan.FromSeconds(15),
            },
            services.GetRequiredService<OutboundGuard>());
}
