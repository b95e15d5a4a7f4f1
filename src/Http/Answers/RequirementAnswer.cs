using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using DurableTeams.Approvals;

namespace DurableTeams.Http.Answers;

/// <summary>A requirement as JSON, with its context as one more member where that is asked for.</summary>
[JsonConverter(typeof(Converter))]
internal sealed record RequirementAnswer(RequirementView Requirement, RequirementContextView? Context)
{
    private sealed class Converter : JsonConverter<RequirementAnswer>
    {
        public override RequirementAnswer Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Requirements are only written.");

        public override void Write(Utf8JsonWriter writer, RequirementAnswer value, JsonSerializerOptions options)
        {
            if (value.Context is null)
            {
                JsonSerializer.Serialize(writer, value.Requirement, options);
                return;
            }

            var requirement = JsonSerializer.SerializeToNode(value.Requirement, options)!.AsObject();
            requirement["context"] = JsonSerializer.SerializeToNode(value.Context, options);
            requirement.WriteTo(writer, options);
        }
    }
}
