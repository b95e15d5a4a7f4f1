using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace DurableTeams.Definitions;

/// <summary>
/// The content hash of a definition: lower-case hex SHA-256 over its JSON with properties in ordinal order and numbers
/// in one notation, so that it says the same for a file and the builder, whatever order either was written in.
/// </summary>
public static class TeamHash
{
    /// <summary>The hash.</summary>
    public static string Compute(TeamDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var buffer = new ArrayBufferWriter<byte>();
        var options = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
        using (var writer = new Utf8JsonWriter(buffer, options))
        {
            Write(JsonSerializer.SerializeToElement(definition, ContractJson.Compact), writer, IsSilent);
        }

        return Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan));
    }

    /// <summary>The definition with its hash.</summary>
    public static PinnedTeam Pin(TeamDefinition definition) => new(definition, Compute(definition));

    // What was added later counts only where it says something: a team that does not use it keeps its hash.
    private static bool IsSilent(JsonProperty property) => property.Name switch
    {
        "phases" => property.Value.GetArrayLength() == 0,
        "handoffReturn" => property.Value.ValueEquals("stay"),
        _ => false,
    };

    private static void Write(JsonElement element, Utf8JsonWriter writer, Func<JsonProperty, bool>? leaveOut = null)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in element.EnumerateObject().Where(p => leaveOut?.Invoke(p) != true).OrderBy(p => p.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(property.Name);
                    Write(property.Value, writer);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray()) Write(item, writer);
                writer.WriteEndArray();
                break;
            case JsonValueKind.Number:
                writer.WriteRawValue(Number(element), skipInputValidation: true);
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }

    // 1, 1.0 and 1e0 are the same number.
    private static string Number(JsonElement element)
    {
        if (element.TryGetInt64(out var whole)) return whole.ToString(CultureInfo.InvariantCulture);
        var number = element.GetDouble();
        return double.IsInteger(number) && Math.Abs(number) < 1L << 53
            ? ((long)number).ToString(CultureInfo.InvariantCulture)
            : number.ToString("R", CultureInfo.InvariantCulture);
    }
}
