using System.Text.Json;
using System.Text.Json.Serialization;

namespace DurableTeams.Functions.Http.Answers;

/// <summary>How answers are written: the contract's JSON, times ending in Z.</summary>
internal static class AnswerJson
{
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        // What came in 64 deep (metadata, arguments) is deeper inside an answer.
        var options = new JsonSerializerOptions(ContractJson.Options) { MaxDepth = 256 };
        options.Converters.Add(new UtcConverter());
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
