using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using DurableTeams.Definitions;
using DurableTeams.Json;

namespace DurableTeams.Contracts;

/// <summary>
/// A plan in the input of an orchestration: an object with a property for each setting that is not as usual. <c>base</c> says
/// which values are usual; without it they are the types' defaults, as earlier versions wrote it. The arrays of older histories
/// are read as well (<see cref="RunPlanArray"/>). A property is never renamed; a new one is optional.
/// </summary>
internal sealed class RunPlanJson : JsonConverter<RunPlan>
{
    private const string Base = "base";
    private const int Number = 1;

    /// <summary>
    /// The settings of base 1: what a team file that says nothing had when it was made. Histories rely on them, so they stay as
    /// they are where such a team gets other settings; a further base may have those.
    /// </summary>
    public static RunPlan Usual { get; } = new()
    {
        Mode = TeamMode.Coordinate,
        MaxSteps = 25,
        MaxParallel = 8,
        MaxHandoffs = 8,
        MemberTimeoutMs = 30_000,
        TeamTimeoutMs = 120_000,
        ModelAttempts = 3,
        ModelBackoffMs = 1_000,
        ToolAttempts = 1,
        ToolBackoffMs = 1_000,
        CountsSteps = true,
    };

    // Their own options, so that what is in histories does not change with those of whoever writes it.
    private static readonly JsonSerializerOptions Options = new(ContractJson.Compact)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    };

    private static readonly JsonSerializerOptions Based = new(Options)
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { BeginAsUsual } },
    };

    public override RunPlan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var plan = document.RootElement;
        if (plan.ValueKind == JsonValueKind.Array) return RunPlanArray.Read(plan);
        if (!plan.TryGetProperty(Base, out var number)) return plan.Deserialize<RunPlan>(Options)!;
        return number.GetInt32() == Number
            ? plan.Deserialize<RunPlan>(Based)!
            : throw new JsonException($"This plan is of a later version: its base is {number}, known is {Number}.");
    }

    public override void Write(Utf8JsonWriter writer, RunPlan value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteNumber(Base, Number);
        foreach (var setting in Based.GetTypeInfo(typeof(RunPlan)).Properties)
        {
            var (own, usual) = (setting.Get!(value), setting.Get(Usual));
            if (Equals(own, usual) || own is ICollection { Count: 0 }) continue;
            writer.WritePropertyName(setting.Name);
            JsonSerializer.Serialize(writer, own, setting.PropertyType, Options);
        }

        writer.WriteEndObject();
    }

    private static void BeginAsUsual(JsonTypeInfo type)
    {
        if (type.Type == typeof(RunPlan)) type.CreateObject = () => Usual with { };
    }
}
