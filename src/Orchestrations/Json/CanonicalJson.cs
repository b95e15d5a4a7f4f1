using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace DurableTeams.Json;

/// <summary>
/// JSON written in one way: properties in ordinal order, numbers in one notation, no white space. Hashes are taken of this
/// form.
/// </summary>
internal static class CanonicalJson
{
    /// <summary>Lower-case hex SHA-256 of the JSON as UTF-8.</summary>
    /// <param name="json">The JSON.</param>
    /// <param name="leaveOut">Which of the outermost properties are left out; null leaves out none.</param>
    public static string Hash(JsonElement json, Func<JsonProperty, bool>? leaveOut = null)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var options = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
        using (var writer = new Utf8JsonWriter(buffer, options)) Write(json, writer, leaveOut);
        return Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan));
    }

    /// <summary>
    /// The JSON in the same order, but numbers, and the escapes of text, as the writer and the JSON have them. Hashes of requests
    /// are made so and stored with runs: in another form, the same request sent again after an upgrade would count as another
    /// one.
    /// </summary>
    public static void WriteNumbersAsGiven(JsonElement json, Utf8JsonWriter writer) => Write(json, writer, numbersAsGiven: true);

    private static void Write(
        JsonElement element, Utf8JsonWriter writer, Func<JsonProperty, bool>? leaveOut = null, bool numbersAsGiven = false)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in element.EnumerateObject().Where(p => leaveOut?.Invoke(p) != true)
                    .OrderBy(p => p.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(property.Name);
                    Write(property.Value, writer, numbersAsGiven: numbersAsGiven);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray()) Write(item, writer, numbersAsGiven: numbersAsGiven);
                writer.WriteEndArray();
                break;
            case JsonValueKind.Number when !numbersAsGiven:
                writer.WriteRawValue(Number(element), skipInputValidation: true);
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }

    // 1, 1.0 and 1e0 are the same number. Two numbers that only a double rounds to the same are not.
    private static string Number(JsonElement element)
    {
        if (element.TryGetInt64(out var whole)) return whole.ToString(CultureInfo.InvariantCulture);
        var raw = element.GetRawText();
        if (!raw.AsSpan().ContainsAny('.', 'e', 'E')) return raw;
        var number = element.GetDouble();
        var rounded = double.IsInteger(number) && Math.Abs(number) < 1L << 53
            ? ((long)number).ToString(CultureInfo.InvariantCulture)
            : number.ToString("R", CultureInfo.InvariantCulture);
        // Every number that a double holds exactly keeps its notation as a double: hashes of earlier versions used that.
        if (ExactNumber.Parse(raw) is not { } exact) return raw;
        return ExactNumber.Parse(rounded) is { } same && same.CompareTo(exact) == 0 ? rounded : exact.ToString();
    }
}
