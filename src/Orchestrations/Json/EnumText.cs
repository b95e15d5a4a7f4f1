using System.Text.Json;

namespace DurableTeams.Json;

/// <summary>Enum values as the contract writes them.</summary>
internal static class EnumText
{
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
