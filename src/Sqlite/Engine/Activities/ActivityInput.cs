using Microsoft.DurableTask;

namespace DurableTeams.Sqlite.Engine.Activities;

/// <summary>The input of an activity, read as the SDK's own worker reads it.</summary>
internal static class ActivityInput
{
    // What an activity is called with travels there as a JSON array, so that no input is a null in it: a value type takes none.
    public static object? Read(DataConverter converter, string? input, Type type) => converter.Deserialize(input ?? "null", type);
}
