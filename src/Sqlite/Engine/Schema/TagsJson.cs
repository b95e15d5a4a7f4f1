using System.Text.Json;

namespace DurableTeams.Sqlite.Engine.Schema;

/// <summary>Tags as JSON.</summary>
internal static class TagsJson
{
    public static string ToText(IReadOnlyDictionary<string, string> tags) => JsonSerializer.Serialize(tags);

    public static IReadOnlyDictionary<string, string>? FromText(string? text) =>
        text is null ? null : JsonSerializer.Deserialize<Dictionary<string, string>>(text);
}
