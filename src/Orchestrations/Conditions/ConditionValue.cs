using System.Text.Json;

namespace DurableTeams.Conditions;

/// <summary>What a name or a constant of a condition stands for.</summary>
/// <param name="Value">The value; null where there is none.</param>
/// <param name="Reached">Whether it could be looked for: false where the path leads through something that has no members.</param>
/// <param name="AsksForNull">Whether it is the word <c>null</c>.</param>
internal readonly record struct ConditionValue(JsonElement? Value, bool Reached = true, bool AsksForNull = false)
{
    /// <summary>Nothing is there.</summary>
    public static ConditionValue Missing { get; } = new(null);

    /// <summary>Nobody can say what is there.</summary>
    public static ConditionValue Unknown { get; } = new(null, Reached: false);

    /// <summary>The word <c>null</c>.</summary>
    public static ConditionValue Null { get; } = new(null, AsksForNull: true);
}
