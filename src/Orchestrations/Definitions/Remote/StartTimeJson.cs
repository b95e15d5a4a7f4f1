using System.Text.Json;
using System.Text.Json.Serialization;
using DurableTeams.Json;

namespace DurableTeams.Definitions.Remote;

/// <summary>A duration, or <c>never</c>.</summary>
internal sealed class StartTimeJson : JsonConverter<TimeSpan>
{
    /// <summary>The word for a wait without an end.</summary>
    public const string Never = "never";

    /// <inheritdoc/>
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType != JsonTokenType.String ? throw new JsonException($"A duration is {Duration.Expected}.")
        : reader.GetString() == Never ? Timeout.InfiniteTimeSpan
        : Duration.TryParse(reader.GetString(), out var value) ? value
        : throw new JsonException($"A duration is {Duration.Expected}, or {Never}.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value == Timeout.InfiniteTimeSpan ? Never : Duration.Format(value));
}
