using DurableTeams.Definitions;

namespace DurableTeams.Models;

/// <summary>What providers that talk to a network want of a model, its references expanded.</summary>
internal static class ProviderSettings
{
    /// <summary>The model with blanks gone from endpoint and key.</summary>
    /// <param name="model">The model.</param>
    /// <param name="needsEndpoint">Whether there is no address to go to by default.</param>
    /// <param name="needsKey">Whether a key must be there.</param>
    /// <exception cref="DefinitionException">It cannot be used; says everything that is wrong, and never the key.</exception>
    public static ModelDefinition Check(ModelDefinition model, bool needsEndpoint = false, bool needsKey = false)
    {
        var errors = new List<string>();
        if (string.IsNullOrWhiteSpace(model.Model)) errors.Add($"provider {model.Provider} needs a model");
        var endpoint = Blank(model.Endpoint);
        if (endpoint is null && needsEndpoint) errors.Add($"provider {model.Provider} needs an endpoint");
        if (endpoint is not null && !(Uri.TryCreate(endpoint, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
        {
            errors.Add($"the endpoint '{DefinitionView.MaskAddress(endpoint)}' is not an http or https address");
        }

        var key = Blank(model.ApiKey);
        if (key is null && needsKey) errors.Add($"provider {model.Provider} needs an apiKey");
        // A header cannot carry anything else, and the HTTP stack's complaint would come at the first request.
        if (key is not null && key.Any(c => c is <= ' ' or > '~')) errors.Add("the apiKey holds characters that a key cannot have");
        if (errors.Count > 0) throw new DefinitionException([.. errors.Select(e => new DefinitionError("models", 0, e))]);
        return model with { Endpoint = endpoint, ApiKey = key };
    }

    // Keys read from secret stores often end in a newline; an empty variable is how many servers are told "no key".
    private static string? Blank(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();
}
