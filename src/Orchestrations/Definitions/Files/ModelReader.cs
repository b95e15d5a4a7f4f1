using System.Text.Json.Nodes;
using DurableTeams.Definitions.Checks;
using DurableTeams.Json;

namespace DurableTeams.Definitions.Files;

/// <summary>Reads one of <c>models</c>, with the script of a scripted one.</summary>
internal static class ModelReader
{
    public static readonly string[] Keys =
    [
        "provider", "model", "endpoint", "apiVersion", "apiKey", "temperature", "maxOutputTokens", "stream", "script"
    ];

    /// <summary>The providers that come with the product; they have no keys of their own.</summary>
    public static readonly string[] BuiltIn = ["openai", "azureOpenAI", "anthropic", "scripted", ModelDefinition.ClientProvider];

    public static ModelDefinition Read(
        MapReader model, string directory, ICollection<DefinitionError> scriptErrors,
        IReadOnlyCollection<IModelProvider>? providers)
    {
        var provider = model.Text("provider") ?? string.Empty;
        if (OwnKeys(provider, providers) is { } own)
            model.Refuse([.. Keys, .. own.Select(setting => setting.Key)], key => Unknown(key, own));
        return new ModelDefinition
        {
            Provider = provider,
            Model = model.Text("model"),
            Endpoint = model.Text("endpoint"),
            ApiVersion = model.Text("apiVersion"),
            ApiKey = model.Text("apiKey"),
            Temperature = model.Number("temperature"),
            MaxOutputTokens = model.Whole("maxOutputTokens"),
            Stream = model.Flag("stream"),
            Script = Script(provider, model, directory, scriptErrors),
            Settings = Settings(model),
        };
    }

    /// <summary>The error of a key that neither all models nor those of the provider have.</summary>
    public static string Unknown(string key, IReadOnlyList<ProviderSetting> own) =>
        $"unknown key '{key}'{WordSuggestion.Hint(key, [.. Keys, .. own.Select(setting => setting.Key)])}";

    /// <summary>
    /// The provider's own settings; null where the provider is not known, so that nobody can say which keys are wrong.
    /// </summary>
    private static IReadOnlyList<ProviderSetting>? OwnKeys(string provider, IReadOnlyCollection<IModelProvider>? providers) =>
        providers is not null && ModelCheck.Find(providers, provider) is { } known and not UncheckedProvider ? known.Settings
        : provider.Length == 0 || BuiltIn.Contains(provider, StringComparer.Ordinal) ? []
        : null;

    private static JsonObject? Settings(MapReader model)
    {
        var read = new JsonObject();
        foreach (var entry in model.Entries)
        {
            if (Keys.Contains(entry.Key, StringComparer.Ordinal) || model.Findings.IsBroken(model.At(entry.Key))) continue;
            if (YamlJson.ToJson(entry.Value, model.Findings) is { } value) read[entry.Key] = value;
        }

        return read;
    }

    // The script of another provider is not read; the check reports that there is one.
    private static IReadOnlyList<ScriptedTurn>? Script(
        string provider, MapReader model, string directory, ICollection<DefinitionError> scriptErrors) =>
        model.Text("script") is not { } script ? null
        : provider != "scripted" && BuiltIn.Contains(provider, StringComparer.Ordinal) ? []
        : ScriptFile.Read(script, directory, model, scriptErrors);
}
