using Microsoft.DurableTask;

namespace DurableTeams.Sqlite.Engine.Activities;

/// <summary>Reads the input of an activity as the SDK's own worker does.</summary>
internal static class ActivityInput
{
    // There the input travels in a JSON array, so a missing input is a null in it, which a value type does not accept.
    public static object? Read(DataConverter converter, string? input, Type type) => converter.Deserialize(input ?? "null", type);
}
