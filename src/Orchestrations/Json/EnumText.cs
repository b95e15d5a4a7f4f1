using System.Text.Json;

namespace DurableTeams.Json;

/// <summary>Enum values as the contract writes them.</summary>
public static class EnumText
{
    /// <summary>The word, as the contract writes it.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
