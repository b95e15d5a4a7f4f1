using DurableTeams.Definitions;
using DurableTeams.Models.Providers;
using Microsoft.Extensions.AI;

namespace DurableTeams.Models.OpenAI;

/// <summary>
/// Provider <c>azureOpenAI</c>: Chat Completions of an Azure OpenAI resource, <c>model</c> being the deployment. An
/// endpoint that ends in <c>/openai/v1</c> is used as it is; any other gets the deployment's path and an <c>api-version</c>.
/// </summary>
internal sealed class AzureOpenAIChatClientFactory : IChatClientFactory, IDisposable
{
    /// <summary>The newest stable version of the path by deployment.</summary>
    public const string DefaultApiVersion = "2024-10-21";

    private readonly HttpClient _http = ProviderConnections.Create();

    public string Provider => "azureOpenAI";

    public void Check(ModelDefinition model, Action<string, string> report)
    {
        ProviderSettings.Require(model.Model, "model", "the deployment's name", report);
        ProviderSettings.Require(
            model.Endpoint, "endpoint", "the resource's address, such as https://NAME.openai.azure.com", report);
        ProviderSettings.Require(model.ApiKey, "apiKey", "a reference such as \"${AZURE_OPENAI_API_KEY}\"", report);
        ProviderSettings.CheckEndpoint(model, "/chat/completions", report);
        ProviderSettings.RefuseScript(model, report);
        if (model.ApiVersion is { } version && string.IsNullOrWhiteSpace(version))
            report("apiVersion", "'apiVersion' is empty; write one such as \"2024-10-21\", or leave it out");
    }

    public IChatClient Create(ModelDefinition model)
    {
        var usable = ProviderSettings.Usable(model, needsEndpoint: true, needsKey: true);
        var resource = usable.Endpoint!.TrimEnd('/');
        var isV1 = resource.EndsWith("/openai/v1", StringComparison.OrdinalIgnoreCase);
        var endpoint = isV1 ? resource : $"{resource}/openai/deployments/{Uri.EscapeDataString(usable.Model!)}";
        var version = usable.ApiVersion ?? (isV1 ? null : DefaultApiVersion);
        return new OpenAIChatClient(usable with { Endpoint = endpoint }, _http, new AzureOpenAIRequests(usable.ApiKey!, version));
    }

    public void Dispose() => _http.Dispose();
}
