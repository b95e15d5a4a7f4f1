using System.Globalization;
using System.Text;
using System.Text.Json;

namespace DurableTeams.Tools;

/// <summary>Equality as JSON Schema has it: 1.0 is 1, and members have no order.</summary>
internal static class SchemaEquality
{
    /// <summary>A text that two values share where they are equal, so that many can be told apart without comparing each with each.</summary>
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
