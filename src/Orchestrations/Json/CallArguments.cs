using System.Buffers;
using System.Text.Json;

namespace DurableTeams.Json;

/// <summary>
/// The arguments of calls in one text. Arguments from a model, or from a person's edit, are normalised where they come in. That
/// text is judged, shown, hashed and sent. If an object has a name twice, at any depth, the last value counts and
/// the others are dropped.
/// </summary>
public static class CallArguments
{
    /// <summary>
    /// How many levels of objects and arrays arguments may have, the outermost counted. Inside an answer, or a list of answers,
    /// arguments then stay within the 64 levels that JSON readers allow.
    /// </summary>
    public const int MaxDepth = 56;

    private static readonly JsonDocumentOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    /// <summary>JSON of any depth.</summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static JsonDocument Parse(string json) => JsonDocument.Parse(json, AnyDepth);

    /// <summary>Whether a value has more than <see cref="MaxDepth"/> levels.</summary>
    public static bool IsTooDeep(JsonElement value) => !Fits(value, MaxDepth);

    /// <summary>
    /// The value with each name once and without needless spaces, its parts in the order in which they are written. The value
    /// must not be too deep.
    /// </summary>
    public static JsonElement Normalize(JsonElement value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = ContractJson.Compact.Encoder })) Write(
            value, writer);
        return JsonElement.Parse(buffer.WrittenSpan);
    }

    /// <summary>
    /// The error of arguments that were stored as text because they are nested too deep; null for other arguments.
    /// </summary>
    public static string? TooDeep(string tool, JsonElement arguments)
    {
        if (arguments.ValueKind != JsonValueKind.String) return null;
        try
        {
            using var document = Parse(arguments.GetString()!);
            return document.RootElement.ValueKind == JsonValueKind.Object && IsTooDeep(document.RootElement)
                ? FormattableString.Invariant($"The arguments of {tool} have more than {MaxDepth} levels of objects and arrays ")
                    + "in each other; write them flatter."
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool Fits(JsonElement value, int levels) => value.ValueKind switch
    {
        JsonValueKind.Object => levels > 0 && value.EnumerateObject().All(member => Fits(member.Value, levels - 1)),
        JsonValueKind.Array => levels > 0 && value.EnumerateArray().All(item => Fits(item, levels - 1)),
        _ => true,
    };

    private static void Write(JsonElement value, Utf8JsonWriter writer)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var members = new OrderedDictionary<string, JsonElement>(StringComparer.Ordinal);
                foreach (var member in value.EnumerateObject()) members[member.Name] = member.Value;
                writer.WriteStartObject();
                foreach (var (name, member) in members)
                {
                    writer.WritePropertyName(name);
                    Write(member, writer);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray()) Write(item, writer);
                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
