using DurableTeams.Definitions;
using DurableTeams.Models.Anthropic;
using DurableTeams.Models.OpenAI;
using DurableTeams.Models.Scripted;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DurableTeams.Models;

/// <summary>Registers the models.</summary>
internal static class ModelServices
{
    /// <summary>
    /// Adds <see cref="IChatClients"/> with the providers <c>openai</c>, <c>azureOpenAI</c>, <c>anthropic</c>,
    /// <c>scripted</c> and <c>client</c> (keyed chat clients of these services, by name). Others are added, and these replaced,
    /// by registering an <see cref="IChatClientFactory"/> after this.
    /// </summary>
    public static IServiceCollection AddTeamModels(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IDefinitionEnvironment>(ProcessEnvironment.Instance);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IChatClientFactory, OpenAIChatClientFactory>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IChatClientFactory, AzureOpenAIChatClientFactory>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IChatClientFactory, AnthropicChatClientFactory>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IChatClientFactory, ScriptedChatClientFactory>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IChatClientFactory, NamedChatClientFactory>());
        services.TryAddSingleton(provider => new NamedChatClients(services, provider));
        services.TryAddSingleton<IChatClients, ChatClients>();
        return services;
    }
}
