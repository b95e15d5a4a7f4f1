using System.Globalization;
using System.Text.Json;
using DurableTeams.Storage;

namespace DurableTeams.Embedded.Storage;

/// <summary>
/// The calls of an answer as one JSON array: how many values each has, then those of each: id (<c>[id, key id]</c> of one that
/// has a key id), name, arguments, use. Older versions wrote three for each, and not how many.
/// </summary>
internal static class StoredCalls
{
    private const int Before = 3, Now = 4;

    /// <summary>The text; null for none.</summary>
    public static string? Write(IReadOnlyList<StoredCall>? calls)
    {
        if (calls is null) return null;
        var parts = new List<string>(1 + (calls.Count * Now)) { Now.ToString(CultureInfo.InvariantCulture) };
        foreach (var call in calls)
        {
            parts.Add(call.KeyId is { } key ? StoredJson.Write<string[]>([call.CallId, key])! : StoredJson.Write<string>(call.CallId)!);
            parts.Add(StoredJson.Write<string>(call.Name)!);
            parts.Add(StoredJson.Write((JsonElement?)call.Arguments) ?? "null");
            parts.Add(call.Use.ToString(CultureInfo.InvariantCulture));
        }

        return $"[{string.Join(',', parts)}]";
    }

    /// <summary>The calls, or null.</summary>
    public static IReadOnlyList<StoredCall>? Read(Rows rows, int column)
    {
        if (rows.JsonOrNull(column) is not { } array) return null;
        var length = array.GetArrayLength();
        if (length == 0) return [];
        var (first, each) = array[0].ValueKind == JsonValueKind.Number ? (1, array[0].GetInt32()) : (0, Before);
        var calls = new StoredCall[(length - first) / each];
        // Element by element, since each look at an index goes through the array from its beginning.
        using var values = array.EnumerateArray();
        if (first == 1) values.MoveNext();
        for (var i = 0; i < calls.Length; i++)
        {
            var (id, name, arguments) = (Next(), Next(), Next());
            var use = each > Before ? Next().GetInt32() : 0;
            for (var more = Now; more < each; more++) Next();
            var pair = id.ValueKind == JsonValueKind.Array;
            calls[i] = new StoredCall((pair ? id[0] : id).GetString()!, name.GetString()!, arguments, use)
            {
                KeyId = pair ? id[1].GetString() : null,
            };
        }

        return calls;

        JsonElement Next() => values.MoveNext() ? values.Current : throw new JsonException("The calls of a message are cut off.");
    }
}
