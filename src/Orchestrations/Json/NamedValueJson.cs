using System.Text.Json;
using System.Text.Json.Serialization;

namespace DurableTeams.Json;

/// <summary>Named values as JSON: written by name. The numbers that older histories hold are read as well.</summary>
/// <typeparam name="T">The named value.</typeparam>
internal sealed class NamedValueJson<T> : JsonConverter<T>
    where T : struct, INamedValue<T>
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String) return T.Of(reader.GetString()!);
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number) && number >= 0
            && number < T.Numbered.Count)
        {
            return T.Of(T.Numbered[number]);
        }

        throw new JsonException($"This is no {typeof(T).Name}.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value.Name);
    }
}
