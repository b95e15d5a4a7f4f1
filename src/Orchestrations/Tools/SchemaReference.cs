using System.Globalization;
using System.Text.Json;

namespace DurableTeams.Tools;

/// <summary>Follows <c>$ref</c> inside a schema.</summary>
internal static class SchemaReference
{
    /// <summary>What a reference such as <c>#/$defs/city</c> points to; null where it points nowhere in this schema.</summary>
    public static JsonElement? Resolve(JsonElement root, string reference)
    {
        if (reference == "#") return root;
        if (!reference.StartsWith("#/", StringComparison.Ordinal)) return null;
        var current = root;
        foreach (var part in reference[2..].Split('/'))
        {
            var name = Uri.UnescapeDataString(part).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (current.ValueKind == JsonValueKind.Object && current.TryGetProperty(name, out var member)) current = member;
            else if (current.ValueKind == JsonValueKind.Array
                && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < current.GetArrayLength())
            {
                current = current[index];
            }
            else
            {
                return null;
            }
        }

        return current;
    }
}
