using System.Globalization;
using System.Text;
using System.Text.Json;

namespace DurableTeams.Json.Schemas;

/// <summary>Equality as JSON Schema defines it: 1.0 equals 1, and the order of members does not count.</summary>
internal static class SchemaEquality
{
    /// <summary>
    /// A text that is the same exactly for equal values, so that many values can be compared without comparing each with each.
    /// </summary>
    public static string Key(JsonElement value)
    {
        var key = new StringBuilder();
        Append(value, key);
        return key.ToString();
    }

    private static void Append(JsonElement value, StringBuilder key)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                key.Append('{');
                foreach (var member in value.EnumerateObject().OrderBy(m => m.Name, StringComparer.Ordinal))
                {
                    key.Append(JsonEncodedText.Encode(member.Name)).Append('"');
                    Append(member.Value, key);
                }

                key.Append('}');
                break;
            case JsonValueKind.Array:
                key.Append('[');
                foreach (var item in value.EnumerateArray())
                {
                    Append(item, key);
                    key.Append(',');
                }

                key.Append(']');
                break;
            case JsonValueKind.String:
                key.Append('"').Append(JsonEncodedText.Encode(value.GetString()!)).Append('"');
                break;
            case JsonValueKind.Number:
                if (ExactNumber.Read(value) is { } number) key.Append(number);
                else key.Append(CultureInfo.InvariantCulture, $"{value.GetDouble():R}");
                break;
            default:
                key.Append(value.ValueKind);
                break;
        }
    }
}
