using System.Text.Json.Nodes;
using DurableTeams.Definitions.Files;
using static DurableTeams.Definitions.Schemas.SchemaParts;

namespace DurableTeams.Definitions.Schemas;

/// <summary>The schema of a model.</summary>
internal static class ModelSchema
{
    // Suggested only: an editor knows none of the providers that a host registers.
    private static readonly string[] BuiltInProviders = ["openai", "azureOpenAI", "anthropic", "scripted"];

    public static JsonObject Create() => Map("A model by provider.", ModelReader.Keys, new Dictionary<string, JsonObject>
    {
        ["provider"] = Suggested("The provider of the model: built in, or registered by the host.", BuiltInProviders),
        ["model"] = Text("The model's name at the provider; at Azure OpenAI the deployment's."),
        ["endpoint"] = Text("The base address, such as https://api.openai.com/v1."),
        ["apiVersion"] = Text("The api-version, of provider azureOpenAI."),
        ["apiKey"] = Text("The key, as a reference to an environment variable: ${NAME}."),
        ["temperature"] = Number("Sampling temperature.", 0, 2),
        ["maxOutputTokens"] = Whole("The most tokens one answer may have."),
        ["stream"] = Flag(
            "Whether answers are asked for as streams, so that readers of a run see the words as they come. true where absent."),
        ["script"] = Text("The script of provider scripted, a file *.script.yaml beside this one."),
    }, "provider");
}
