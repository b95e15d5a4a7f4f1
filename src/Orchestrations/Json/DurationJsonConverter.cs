using System.Text.Json;
using System.Text.Json.Serialization;

namespace DurableTeams.Json;

/// <summary>Writes <see cref="TimeSpan"/> the way <see cref="Duration"/> does, and reads it back.</summary>
internal sealed class DurationJsonConverter : JsonConverter<TimeSpan>
{
    /// <inheritdoc/>
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Duration.TryParse(reader.GetString(), out var value)
            ? value
            : throw new JsonException($"A duration is {Duration.Expected}.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Duration.Format(value));
}
