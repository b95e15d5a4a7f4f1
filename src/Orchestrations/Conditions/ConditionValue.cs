using System.Text.Json;

namespace DurableTeams.Conditions;

/// <summary>What a name or a constant of a condition stands for.</summary>
/// <param name="Value">The value; null where there is none.</param>
/// <param name="IsReachable">False where the path leads through a value that has no members.</param>
/// <param name="AsksForNull">Whether the constant is the word <c>null</c>.</param>
internal readonly record struct ConditionValue(JsonElement? Value, bool IsReachable = true, bool AsksForNull = false)
{
    /// <summary>The argument is missing.</summary>
    public static ConditionValue Missing { get; } = new(null);

    /// <summary>The path leads through a value that has no members: what is there cannot be told.</summary>
    public static ConditionValue Unknown { get; } = new(null, IsReachable: false);

    /// <summary>The constant <c>null</c>.</summary>
    public static ConditionValue Null { get; } = new(null, AsksForNull: true);
}
