using System.Text.Json;

namespace DurableTeams.Approvals.Conditions;

/// <summary>Values of arguments in conditions.</summary>
internal static class ConditionValues
{
    /// <summary>The argument at a path, or null where there is none.</summary>
    public static JsonElement? Find(JsonElement arguments, string[] path)
    {
        var at = arguments;
        foreach (var name in path)
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at)) return null;
        }

        return at;
    }

    /// <summary>How two values compare; null where that cannot be said.</summary>
    public static bool? Compare(string sign, JsonElement? left, JsonElement? right)
    {
        if (sign == "contains") return Contains(left, right);
        // What is missing is as null, and nothing but null equals null.
        var (one, other) = (IsNull(left), IsNull(right));
        if (one || other) return sign switch { "==" => one && other, "!=" => one != other, _ => null };
        var order = Order(left!.Value, right!.Value);
        return sign switch
        {
            "==" => order is { } same ? same == 0 : null,
            "!=" => order is { } same ? same != 0 : null,
            _ when left.Value.ValueKind is JsonValueKind.True or JsonValueKind.False => null,
            ">" => order is { } by ? by > 0 : null,
            ">=" => order is { } by ? by >= 0 : null,
            "<" => order is { } by ? by < 0 : null,
            _ => order is { } by ? by <= 0 : null,
        };
    }

    private static int? Order(JsonElement left, JsonElement right) => (left.ValueKind, right.ValueKind) switch
    {
        (JsonValueKind.Number, JsonValueKind.Number) => Number(left).CompareTo(Number(right)),
        (JsonValueKind.String, JsonValueKind.String) => string.CompareOrdinal(left.GetString(), right.GetString()),
        (JsonValueKind.True or JsonValueKind.False, JsonValueKind.True or JsonValueKind.False) => left.ValueKind == right.ValueKind ? 0 : 1,
        _ => null,
    };

    // Whatever is too large for a double is larger than anything it is compared with.
    private static double Number(JsonElement element) => element.GetDouble();

    private static bool? Contains(JsonElement? left, JsonElement? right) => (left?.ValueKind, right?.ValueKind) switch
    {
        (JsonValueKind.String, JsonValueKind.String) => left!.Value.GetString()!.Contains(right!.Value.GetString()!, StringComparison.Ordinal),
        (JsonValueKind.Array, { } kind) when kind != JsonValueKind.Undefined => left!.Value.EnumerateArray().Any(item => Order(item, right!.Value) == 0),
        _ => null,
    };

    private static bool IsNull(JsonElement? value) => value is null or { ValueKind: JsonValueKind.Null };
}
