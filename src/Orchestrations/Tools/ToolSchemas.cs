using System.Text.Json;
using System.Text.Json.Nodes;

namespace DurableTeams.Tools;

/// <summary>The default schemas of tools' parameters.</summary>
internal static class ToolSchemas
{
    private static readonly JsonElement NoParameters = JsonElement.Parse("""{"type":"object","properties":{}}""");

    /// <summary>The schema as an element; that of an empty object where there is none.</summary>
    public static JsonElement Of(JsonObject? parameters) =>
        parameters is null ? NoParameters : JsonSerializer.SerializeToElement(parameters);
}
