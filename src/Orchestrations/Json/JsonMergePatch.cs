using System.Buffers;
using System.Text.Json;

namespace DurableTeams.Json;

/// <summary>JSON Merge Patch (RFC 7396): objects merge by key, null removes a key, anything else replaces.</summary>
internal static class JsonMergePatch
{
    private const int Depth = 1_000;

    /// <summary>Applies a patch to a value.</summary>
    /// <param name="target">The value; null where there is none, which an object patch treats as an empty object.</param>
    /// <param name="patch">The patch.</param>
    public static JsonElement Apply(JsonElement? target, JsonElement patch) =>
        Build(writer => Merge(writer, target, patch, keepNulls: false));

    /// <summary>
    /// One patch with the effect of both, one after the other. A merge patch cannot say one thing: the first removes a key (or
    /// sets it to something other than an object), and the second puts an object there. The object is then merged into the
    /// value that is there.
    /// </summary>
    public static JsonElement Compose(JsonElement first, JsonElement second) =>
        Build(writer => Merge(writer, first, second, keepNulls: true));

    private static void Merge(Utf8JsonWriter writer, JsonElement? target, JsonElement patch, bool keepNulls)
    {
        if (patch.ValueKind != JsonValueKind.Object)
        {
            patch.WriteTo(writer);
            return;
        }

        var members = new OrderedDictionary<string, (JsonElement? Old, JsonElement? New)>(StringComparer.Ordinal);
        if (target is { ValueKind: JsonValueKind.Object } before)
        {
            foreach (var member in before.EnumerateObject()) members[member.Name] = (member.Value, null);
        }

        // If a key is given twice, the last one counts, as everywhere.
        foreach (var member in patch.EnumerateObject())
            members[member.Name] = (members.TryGetValue(member.Name, out var known) ? known.Old : null, member.Value);

        writer.WriteStartObject();
        foreach (var (name, (old, changed)) in members)
        {
            if (changed is { ValueKind: JsonValueKind.Null } && !keepNulls) continue;
            writer.WritePropertyName(name);
            if (changed is { } change) Merge(writer, old, change, keepNulls);
            else old!.Value.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    private static JsonElement Build(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(
            buffer, new JsonWriterOptions { MaxDepth = Depth, Encoder = ContractJson.Compact.Encoder })) write(writer);
        return JsonElement.Parse(buffer.WrittenSpan, new JsonDocumentOptions { MaxDepth = Depth });
    }
}
