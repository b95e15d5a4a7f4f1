using System.Text.Json;
using DurableTeams.Json;

namespace DurableTeams.Tests.Storage;

/// <summary>
/// Compares what records hold: their lists and their JSON, which a record's own equality compares by reference.
/// </summary>
internal static class JsonAssert
{
    private static readonly JsonSerializerOptions Deep = new(ContractJson.Options) { MaxDepth = 512 };

    /// <summary>Fails unless both values are the same JSON.</summary>
    public static void Equal<T>(T expected, T actual) =>
        Assert.Equal(JsonSerializer.Serialize(expected, Deep), JsonSerializer.Serialize(actual, Deep));
}
