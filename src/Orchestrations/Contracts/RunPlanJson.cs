using System.Text.Json;
using System.Text.Json.Serialization;
using DurableTeams.Json;

namespace DurableTeams.Contracts;

/// <summary>
/// A plan in the input of an orchestration: an object with a property for each setting, those that have their type's default left
/// out. The arrays of older histories are read as well (<see cref="RunPlanArray"/>). A property is never renamed; a new one is
/// optional.
/// </summary>
internal sealed class RunPlanJson : JsonConverter<RunPlan>
{
    // Its own options, so that what is in histories does not change with those of whoever writes it.
    private static readonly JsonSerializerOptions Options = new(ContractJson.Compact)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    };

    public override RunPlan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.ValueKind == JsonValueKind.Array
            ? RunPlanArray.Read(document.RootElement)
            : document.RootElement.Deserialize<RunPlan>(Options)!;
    }

    public override void Write(Utf8JsonWriter writer, RunPlan value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, Options);
}
