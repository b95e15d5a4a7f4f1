namespace DurableTeams.Definitions.Files;

/// <summary>Reads one of <c>models</c>, with the script of a scripted one.</summary>
internal static class ModelReader
{
    public static readonly string[] Keys =
    [
        "provider", "model", "endpoint", "apiVersion", "apiKey", "temperature", "maxOutputTokens", "stream", "script"
    ];

    public static ModelDefinition Read(MapReader model, string directory, ICollection<DefinitionError> scriptErrors) => new()
    {
        Provider = model.Text("provider") ?? string.Empty,
        Model = model.Text("model"),
        Endpoint = model.Text("endpoint"),
        ApiVersion = model.Text("apiVersion"),
        ApiKey = model.Text("apiKey"),
        Temperature = model.Number("temperature"),
        MaxOutputTokens = model.Whole("maxOutputTokens"),
        Stream = model.Flag("stream"),
        Script = Script(model, directory, scriptErrors),
    };

    // The script of another provider is not read; the check reports that there is one.
    private static IReadOnlyList<ScriptedTurn>? Script(
        MapReader model, string directory, ICollection<DefinitionError> scriptErrors) =>
        model.Text("script") is not { } script ? null
        : model.Text("provider") is "openai" or "azureOpenAI" or "anthropic" ? []
        : ScriptFile.Read(script, directory, model, scriptErrors);
}
