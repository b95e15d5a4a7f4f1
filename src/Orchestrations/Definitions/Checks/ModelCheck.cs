using DurableTeams.Json;

namespace DurableTeams.Definitions.Checks;

/// <summary>Checks a model: what all have in common here, the rest by its provider.</summary>
internal static class ModelCheck
{
    public static void Check(ModelDefinition model, string path, Findings findings, DefinitionScope scope)
    {
        if (scope.Providers is { } providers) Provider(model, path, findings, providers);
        if (model.Temperature is < 0 or > 2 or double.NaN) findings.Report($"{path}/temperature", "'temperature' must be 0 to 2");
        if (model.MaxOutputTokens < 1) findings.Report($"{path}/maxOutputTokens", "'maxOutputTokens' must be at least 1");
        if (model.Endpoint is not null && AddressCheck.Problem(model.Endpoint, scope.Environment) is { } problem)
        {
            findings.Report($"{path}/endpoint", $"'endpoint' {problem}");
        }
    }

    private static void Provider(
        ModelDefinition model, string path, Findings findings, IReadOnlyCollection<IModelProvider> providers)
    {
        // Of two with one name the last is used: it replaces the other.
        if (providers.LastOrDefault(provider => provider.Provider == model.Provider) is { } provider)
        {
            provider.Check(model, (setting, reason) => findings.Report($"{path}/{setting}", reason));
            return;
        }

        var names = providers.Select(known => known.Provider).Distinct();
        findings.Report(
            $"{path}/provider",
            model.Provider.Length == 0
                ? $"'provider' is missing; write one of: {string.Join(", ", names)}"
                : $"unknown provider '{model.Provider}'{WordSuggestion.Hint(model.Provider, names)}");
    }
}
