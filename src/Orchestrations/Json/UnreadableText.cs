using System.Text.Json;
using DurableTeams.Json.Schemas;

namespace DurableTeams.Json;

/// <summary>Finds strings that System.Text.Json parses but throws on reading: escapes of half a surrogate pair.</summary>
internal static class UnreadableText
{
    /// <summary>The path of the first such string (of the object, where it is a name); null where there is none.</summary>
    public static string? Find(JsonElement value, string path)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                return TryRead(() => value.GetString()) is null ? path : null;
            case JsonValueKind.Array:
                return value.EnumerateArray().Select((item, index) => Find(item, SchemaPath.Item(path, index)))
                    .FirstOrDefault(found => found is not null);
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    if (TryRead(() => member.Name) is not { } name) return path;
                    if (Find(member.Value, SchemaPath.Member(path, name)) is { } found) return found;
                }

                return null;
            default:
                return null;
        }
    }

    private static string? TryRead(Func<string?> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
