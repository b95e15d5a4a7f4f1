using DurableTeams.Definitions.Files;
using DurableTeams.Json;

namespace DurableTeams.Definitions.Checks;

/// <summary>Checks a model: what all have in common here, the rest by its provider.</summary>
internal static class ModelCheck
{
    public static void Check(ModelDefinition model, string path, Findings findings, DefinitionScope scope)
    {
        if (scope.Providers is { } providers) Provider(model, path, findings, providers);
        if (model.Provider == ModelDefinition.ClientProvider) Client(model, path, findings, scope);
        if (model.Temperature is < 0 or > 2 or double.NaN) findings.Report($"{path}/temperature", "'temperature' must be 0 to 2");
        if (model.MaxOutputTokens < 1) findings.Report($"{path}/maxOutputTokens", "'maxOutputTokens' must be at least 1");
        if (model.Endpoint is not null && AddressCheck.Problem(model.Endpoint, scope.Environment) is { } problem)
        {
            findings.Report($"{path}/endpoint", $"'endpoint' {problem}");
        }
    }

    /// <summary>The provider of a name; null where none has it. Of two with one name the last is used: it replaces the
    /// other.</summary>
    public static IModelProvider? Find(IEnumerable<IModelProvider> providers, string name) =>
        providers.LastOrDefault(provider => provider.Provider == name);

    private static void Provider(
        ModelDefinition model, string path, Findings findings, IReadOnlyCollection<IModelProvider> providers)
    {
        if (Find(providers, model.Provider) is { } provider)
        {
            if (provider is UncheckedProvider) return;
            Settings(model, provider.Settings, path, findings);
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

    private static void Settings(
        ModelDefinition model, IReadOnlyList<ProviderSetting> declared, string path, Findings findings)
    {
        // Of a file, the reader reports them.
        foreach (var key in model.Settings?.Select(setting => setting.Key) ?? [])
        {
            if (declared.All(setting => setting.Key != key))
                findings.Report($"{path}/{key}", ModelReader.Unknown(key, declared));
        }

        foreach (var setting in declared)
        {
            if (setting.Problem(model.Settings?[setting.Key]) is { } problem)
                findings.Report($"{path}/{setting.Key}", problem);
        }
    }

    private static void Client(ModelDefinition model, string path, Findings findings, DefinitionScope scope)
    {
        if (scope.Clients is not { } clients || string.IsNullOrWhiteSpace(model.Model) || clients.Contains(model.Model)) return;
        var hint = WordSuggestion.Hint(model.Model, clients.Order(StringComparer.Ordinal));
        findings.Report($"{path}/model", $"no chat client of the name '{model.Model}' is registered{hint}");
    }
}
