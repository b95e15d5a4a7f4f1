using System.Text.Json;
using Microsoft.Extensions.AI;

namespace DurableTeams.Tools.BuiltIn;

/// <summary>How built-in tools declare themselves and read their arguments.</summary>
internal static class ToolDeclarations
{
    /// <summary>A tool that takes an object with these properties.</summary>
    public static AIFunctionDeclaration Tool(string name, string description, object properties, params string[] required) =>
        AIFunctionFactory.CreateDeclaration(
            name, description, JsonSerializer.SerializeToElement(new { type = "object", properties, required }));

    /// <summary>A property of arguments that is a text and not blank.</summary>
    public static bool TryGetText(JsonElement arguments, string name, out string text)
    {
        text = arguments.ValueKind == JsonValueKind.Object && arguments.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : string.Empty;
        return !string.IsNullOrWhiteSpace(text);
    }
}
