using System.Text.Json;
using System.Text.Json.Serialization;
using DurableTeams.Json;

namespace DurableTeams.AzureTables.RunStore.Rows;

/// <summary>
/// Records as they are stored: the contract's compact JSON, deeper, times in UTC, and a JSON null told from nothing.
/// </summary>
internal static class StoredJson
{
    private const int Depth = 512;

    private static readonly JsonSerializerOptions Options = Create();

    /// <summary>The UTF-8 of a value.</summary>
    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    /// <summary>A value from its UTF-8.</summary>
    public static T Read<T>(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<T>(json, Options)!;

    /// <summary>A value as an element that stands on its own.</summary>
    public static JsonElement Element<T>(T value) => JsonSerializer.SerializeToElement(value, Options);

    /// <summary>An element from its text.</summary>
    public static JsonElement Parse(string text) => JsonElement.Parse(text, new JsonDocumentOptions { MaxDepth = Depth });

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(ContractJson.Compact) { MaxDepth = Depth };
        options.Converters.Insert(0, new ElementConverter());
        options.Converters.Insert(0, new MaybeElementConverter());
        options.Converters.Insert(0, new UtcConverter());
        return options;
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Undefined) writer.WriteNullValue();
        else value.WriteTo(writer);
    }

    private sealed class ElementConverter : JsonConverter<JsonElement>
    {
        public override JsonElement Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            JsonElement.ParseValue(ref reader);

        public override void Write(Utf8JsonWriter writer, JsonElement value, JsonSerializerOptions options) =>
            StoredJson.Write(writer, value);
    }

    private sealed class MaybeElementConverter : JsonConverter<JsonElement?>
    {
        public override bool HandleNull => true;

        public override JsonElement? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            JsonElement.ParseValue(ref reader);

        public override void Write(Utf8JsonWriter writer, JsonElement? value, JsonSerializerOptions options) =>
            StoredJson.Write(writer, value ?? default);
    }

    private sealed class UtcConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToUniversalTime());
    }
}
