using System.Text.Json;
using System.Text.Json.Serialization;
using DurableTeams.Definitions;

namespace DurableTeams.Contracts;

/// <summary>A plan as one array, <c>[[numbers], [phases], [members]]</c>: it is in every instance's input. New numbers go to the end.</summary>
internal sealed class RunPlanJson : JsonConverter<RunPlan>
{
    public override RunPlan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return Read(document.RootElement);
    }

    public override void Write(Utf8JsonWriter writer, RunPlan value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteStartArray();
        long[] numbers =
        [
            (long)value.Mode, value.MaxSteps, value.MaxParallel, value.MaxHandoffs, value.MaxTokens ?? 0, value.MemberTimeoutMs,
            value.TeamTimeoutMs, value.ModelAttempts, value.ModelBackoffMs, value.ToolAttempts, value.ToolBackoffMs,
            (long)value.OnMemberFailure, value.Quorum, (long)value.OnTie, value.CountsSteps ? 1 : 0,
        ];
        foreach (var number in numbers) writer.WriteNumberValue(number);
        writer.WriteEndArray();
        if (value.Phases.Count > 0 || value.Members.Count > 0)
        {
            writer.WriteStartArray();
            foreach (var phase in value.Phases) writer.WriteNumberValue((int)phase);
            writer.WriteEndArray();
            writer.WriteStartArray();
            foreach (var member in value.Members) Write(writer, member, options);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    private void Write(Utf8JsonWriter writer, MemberPlan member, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteStringValue(member.Id);
        writer.WriteNumberValue(member.Position is { } position ? (int)position : -1);
        if (member.Plan is not null)
        {
            writer.WriteStringValue(member.Version);
            Write(writer, member.Plan, options);
        }

        writer.WriteEndArray();
    }

    private static RunPlan Read(JsonElement plan)
    {
        var numbers = plan[0].EnumerateArray().Select(number => number.GetInt64()).ToArray();
        var more = plan.GetArrayLength() > 1;
        return new RunPlan
        {
            Mode = (TeamMode)numbers[0],
            MaxSteps = (int)numbers[1],
            MaxParallel = (int)numbers[2],
            MaxHandoffs = (int)numbers[3],
            MaxTokens = numbers[4] == 0 ? null : numbers[4],
            MemberTimeoutMs = numbers[5],
            TeamTimeoutMs = numbers[6],
            ModelAttempts = (int)numbers[7],
            ModelBackoffMs = numbers[8],
            ToolAttempts = (int)numbers[9],
            ToolBackoffMs = numbers[10],
            OnMemberFailure = (MemberFailurePolicy)numbers[11],
            Quorum = (int)numbers[12],
            OnTie = (TiePolicy)numbers[13],
            CountsSteps = numbers.Length > 14 && numbers[14] == 1,
            Phases = more ? [.. plan[1].EnumerateArray().Select(phase => (TeamPhase)phase.GetInt32())] : [],
            Members = more ? [.. plan[2].EnumerateArray().Select(Member)] : [],
        };
    }

    private static MemberPlan Member(JsonElement member)
    {
        MemberPosition? position = member[1].GetInt32() is >= 0 and var number ? (MemberPosition)number : null;
        return member.GetArrayLength() == 2
            ? new MemberPlan(member[0].GetString()!, position)
            : new MemberPlan(member[0].GetString()!, position, member[2].GetString(), Read(member[3]));
    }
}
