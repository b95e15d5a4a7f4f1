using System.Text.Json;
using DurableTeams.Json;

namespace DurableTeams.Conditions;

/// <summary>Values of arguments in conditions. A comparison that cannot be told is null, never true or false.</summary>
internal static class ConditionValues
{
    /// <summary>The argument at a path.</summary>
    public static ConditionValue Find(JsonElement arguments, string[] path)
    {
        var at = arguments;
        foreach (var name in path)
        {
            // Nothing is in nothing; what is in a text or a list nobody can say.
            if (at.ValueKind == JsonValueKind.Null) return ConditionValue.Missing;
            if (at.ValueKind != JsonValueKind.Object) return ConditionValue.Unknown;
            if (!at.TryGetProperty(name, out at)) return ConditionValue.Missing;
        }

        return new ConditionValue(at);
    }

    /// <summary>Compares two values; null where that cannot be told.</summary>
    public static bool? Compare(string sign, ConditionValue left, ConditionValue right)
    {
        if (sign == "contains") return Contains(left.Value, right);
        // A comparison with the word null asks whether the argument is there.
        if (left.AsksForNull || right.AsksForNull) return IsNothing(left.AsksForNull ? right : left, sign);
        return left.Value is { } one && right.Value is { } other ? Compare(sign, one, other) : null;
    }

    private static bool? Compare(string sign, JsonElement left, JsonElement right)
    {
        if (Order(left, right) is not { } order) return null;
        // Flags are equal or not; neither is the larger.
        if (left.ValueKind is JsonValueKind.True or JsonValueKind.False && sign is not ("==" or "!=")) return null;
        return sign switch
        {
            "==" => order == 0,
            "!=" => order != 0,
            ">" => order > 0,
            ">=" => order >= 0,
            "<" => order < 0,
            _ => order <= 0,
        };
    }

    private static bool? IsNothing(ConditionValue value, string sign) => (value.IsReachable, sign) switch
    {
        (false, _) => null,
        (_, "==") => value.Value is null or { ValueKind: JsonValueKind.Null },
        (_, "!=") => value.Value is not (null or { ValueKind: JsonValueKind.Null }),
        _ => null,
    };

    private static int? Order(JsonElement left, JsonElement right) => (left.ValueKind, right.ValueKind) switch
    {
        (JsonValueKind.Number, JsonValueKind.Number) =>
            Number(left) is { } one && Number(right) is { } other ? one.CompareTo(other) : null,
        (JsonValueKind.String, JsonValueKind.String) => string.CompareOrdinal(left.GetString(), right.GetString()),
        (JsonValueKind.True or JsonValueKind.False, JsonValueKind.True or JsonValueKind.False) =>
            left.ValueKind == right.ValueKind ? 0 : 1,
        _ => null,
    };

    private static ExactNumber? Number(JsonElement element) => ExactNumber.Parse(element.GetRawText());

    private static bool? Contains(JsonElement? left, ConditionValue right)
    {
        if (left is not { } all) return null;
        if (all.ValueKind == JsonValueKind.Array)
        {
            // One equal item decides. Without one, every item must be known to differ.
            bool? found = false;
            foreach (var item in all.EnumerateArray())
            {
                var same = Compare("==", new ConditionValue(item), right);
                if (same == true) return true;
                found |= same;
            }

            return right.Value is null && !right.AsksForNull ? null : found;
        }

        return all.ValueKind == JsonValueKind.String && right.Value is { ValueKind: JsonValueKind.String } part
            ? all.GetString()!.Contains(part.GetString()!, StringComparison.Ordinal)
            : null;
    }
}
