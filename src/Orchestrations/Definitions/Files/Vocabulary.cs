using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DurableTeams.Definitions.Files;

/// <summary>The words of team files for the values of an enum; JSON uses the same words.</summary>
internal static class Vocabulary<T>
    where T : struct, Enum
{
    /// <summary>Values by word.</summary>
    public static readonly IReadOnlyDictionary<string, T> Words = Enum.GetValues<T>().ToDictionary(Word, StringComparer.Ordinal);

    /// <summary>The word of a value.</summary>
    public static string Word(T value)
    {
        var named = typeof(T).GetField(value.ToString())?.GetCustomAttribute<JsonStringEnumMemberNameAttribute>();
        return named?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
    }
}
