using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DurableTeams.Json;

/// <summary>The JSON of the public contract: camelCase names, enums as camelCase strings, RFC 3339 UTC times.</summary>
public static class ContractJson
{
    /// <summary>
    /// Options for everything users read or write: null members are written, unknown members ignored, depth at most 64.
    /// </summary>
    public static JsonSerializerOptions Options { get; } = Create(JsonIgnoreCondition.Never);

    /// <summary>The same without null members: JSON that is stored and hashed.</summary>
    public static JsonSerializerOptions Compact { get; } = Create(JsonIgnoreCondition.WhenWritingNull);

    /// <summary>
    /// JSON of answers: as <see cref="Options"/>, times ending in Z, and deep enough to hold a value that is 64 levels deep.
    /// </summary>
    public static JsonSerializerOptions Answers { get; } = CreateUtc(Options, 256);

    /// <summary>The data of events, written as it was stored: as <see cref="Compact"/>, times ending in Z.</summary>
    public static JsonSerializerOptions Events { get; } = CreateUtc(Compact, Compact.MaxDepth);

    private static JsonSerializerOptions CreateUtc(JsonSerializerOptions like, int depth)
    {
        var options = new JsonSerializerOptions(like) { MaxDepth = depth };
        options.Converters.Add(new UtcConverter());
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    private static JsonSerializerOptions Create(JsonIgnoreCondition ignore)
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            MaxDepth = 64,
            DefaultIgnoreCondition = ignore,
            NumberHandling = JsonNumberHandling.Strict,
            // Answers are JSON, never spliced into HTML: people's text stays readable in storage and logs.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.Converters.Add(new DurationJsonConverter());
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    private sealed class UtcConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.UtcDateTime);
    }
}
