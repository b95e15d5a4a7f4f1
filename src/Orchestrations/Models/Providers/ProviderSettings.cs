using DurableTeams.Definitions;

namespace DurableTeams.Models.Providers;

/// <summary>
/// What providers check of a model's settings: as a team file writes them, and once more with their references expanded.
/// </summary>
internal static class ProviderSettings
{
    /// <summary>Reports a setting that is missing.</summary>
    /// <param name="value">Its value.</param>
    /// <param name="setting">Its name.</param>
    /// <param name="what">What to write.</param>
    /// <param name="report">Takes the setting and the reason.</param>
    public static void Require(string? value, string setting, string what, Action<string, string> report)
    {
        if (string.IsNullOrWhiteSpace(value)) report(setting, $"'{setting}' is missing; write {what}");
    }

    /// <summary>Reports an endpoint to which no path can be appended.</summary>
    public static void CheckEndpoint(ModelDefinition model, string path, Action<string, string> report)
    {
        if (model.Endpoint is not null && model.Endpoint.AsSpan().ContainsAny('?', '#'))
            report("endpoint", $"'endpoint' cannot have a query or a fragment: {path} is appended to it");
    }

    /// <summary>Reports a script, which only scripted models have.</summary>
    public static void RefuseScript(ModelDefinition model, Action<string, string> report)
    {
        if (model.Script is not null) report("script", "'script' is for provider scripted");
    }

    /// <summary>Reports an API version, which only models of Azure OpenAI have.</summary>
    public static void RefuseApiVersion(ModelDefinition model, Action<string, string> report)
    {
        if (model.ApiVersion is not null) report("apiVersion", "'apiVersion' is for provider azureOpenAI");
    }

    /// <summary>The model with blanks gone from endpoint and key.</summary>
    /// <param name="model">The model, its references expanded.</param>
    /// <param name="needsEndpoint">Whether there is no address to go to by default.</param>
    /// <param name="needsKey">Whether a key must be there.</param>
    /// <exception cref="DefinitionException">It cannot be used; says everything that is wrong, and never the key.</exception>
    public static ModelDefinition Usable(ModelDefinition model, bool needsEndpoint = false, bool needsKey = false)
    {
        var errors = new List<string>();
        if (string.IsNullOrWhiteSpace(model.Model)) errors.Add($"provider {model.Provider} needs a model");
        var endpoint = Blank(model.Endpoint);
        if (endpoint is null && needsEndpoint) errors.Add($"provider {model.Provider} needs an endpoint");
        if (endpoint is not null
            && !(Uri.TryCreate(endpoint, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
        {
            errors.Add($"the endpoint '{DefinitionView.MaskAddress(endpoint)}' is not an http or https address");
        }

        var key = Blank(model.ApiKey);
        if (key is null && needsKey) errors.Add($"provider {model.Provider} needs an apiKey");
        // A header cannot carry anything else, and the HTTP stack's complaint would come at the first request.
        if (key is not null && key.Any(c => c is <= ' ' or > '~'))
            errors.Add("the apiKey holds characters that a key cannot have");
        if (errors.Count > 0) throw new DefinitionException([.. errors.Select(e => new DefinitionError("models", 0, e))]);
        return model with { Endpoint = endpoint, ApiKey = key };
    }

    // Keys read from secret stores often end in a newline; an empty variable is how many servers are told "no key".
    private static string? Blank(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();
}
