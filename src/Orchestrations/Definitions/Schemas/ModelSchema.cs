using System.Text.Json.Nodes;
using DurableTeams.Definitions.Files;
using static DurableTeams.Definitions.Schemas.SchemaParts;

namespace DurableTeams.Definitions.Schemas;

/// <summary>The schema of a model.</summary>
internal static class ModelSchema
{
    public static JsonObject Create()
    {
        var schema = Map("A model by provider.", ModelReader.Keys, Described(), "provider");
        // A provider that the host registers may have keys of its own, which an editor does not know.
        schema.Remove("additionalProperties");
        schema["anyOf"] = new JsonArray(
            new JsonObject
            {
                ["properties"] = new JsonObject
                {
                    ["provider"] = new JsonObject { ["not"] = new JsonObject { ["enum"] = Names(ModelReader.BuiltIn) } },
                },
            },
            new JsonObject { ["propertyNames"] = new JsonObject { ["enum"] = Names(ModelReader.Keys) } });
        return schema;
    }

    private static Dictionary<string, JsonObject> Described() => new(StringComparer.Ordinal)
    {
        // Suggested only: an editor knows none of the providers that a host registers.
        ["provider"] = Suggested("The provider of the model: built in, or registered by the host.", ModelReader.BuiltIn),
        ["model"] = Text(
            "The model's name at the provider; at Azure OpenAI the deployment's; of provider client the registered client's."),
        ["endpoint"] = Text("The base address, such as https://api.openai.com/v1."),
        ["apiVersion"] = Text("The api-version, of provider azureOpenAI."),
        ["apiKey"] = Text("The key, as a reference to an environment variable: ${NAME}."),
        ["temperature"] = Number("Sampling temperature.", 0, 2),
        ["maxOutputTokens"] = Whole("The most tokens one answer may have."),
        ["stream"] = Flag(
            "Whether answers are asked for as streams, so that readers of a run see the words as they come. true where absent."),
        ["script"] = Text("The script of provider scripted, a file *.script.yaml beside this one."),
    };
}
