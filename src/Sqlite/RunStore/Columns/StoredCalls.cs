using System.Globalization;
using System.Text.Json;
using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Storage.Records;

namespace DurableTeams.Sqlite.RunStore.Columns;

/// <summary>
/// The calls of an answer as one JSON array: how many values each has, then those of each: id (<c>[id, key id]</c> of one that
/// has a key id), name, arguments, use, binding or null. Older versions wrote four, or three and not how many.
/// </summary>
internal static class StoredCalls
{
    private const int First = 3, WithUse = 4, Now = 5;

    /// <summary>The text; null for none.</summary>
    public static string? Write(IReadOnlyList<StoredCall>? calls)
    {
        if (calls is null) return null;
        var parts = new List<string>(1 + (calls.Count * Now)) { Now.ToString(CultureInfo.InvariantCulture) };
        foreach (var call in calls)
        {
            parts.Add(
                call.KeyId is { } key ? StoredJson.Write<string[]>([call.CallId, key])! : StoredJson.Write<string>(call.CallId)!);
            parts.Add(StoredJson.Write<string>(call.Name)!);
            parts.Add(StoredJson.Write((JsonElement?)call.Arguments) ?? "null");
            parts.Add(call.Use.ToString(CultureInfo.InvariantCulture));
            parts.Add(StoredJson.Write(call.Binding) ?? "null");
        }

        return $"[{string.Join(',', parts)}]";
    }

    /// <summary>The calls, or null.</summary>
    public static IReadOnlyList<StoredCall>? Read(Rows rows, int column)
    {
        if (rows.JsonOrNull(column) is not { } array) return null;
        var length = array.GetArrayLength();
        if (length == 0) return [];
        var (first, each) = array[0].ValueKind == JsonValueKind.Number ? (1, array[0].GetInt32()) : (0, First);
        var calls = new StoredCall[(length - first) / each];
        // Element by element, since each look at an index goes through the array from its beginning.
        using var values = array.EnumerateArray();
        if (first == 1) values.MoveNext();
        for (var i = 0; i < calls.Length; i++)
        {
            var (id, name, arguments) = (Next(), Next(), Next());
            var use = each >= WithUse ? Next().GetInt32() : 0;
            var binding = each >= Now ? StoredJson.Read<ToolBinding>(Next()) : null;
            for (var more = Now; more < each; more++) Next();
            var pair = id.ValueKind == JsonValueKind.Array;
            calls[i] = new StoredCall((pair ? id[0] : id).GetString()!, name.GetString()!, arguments, use)
            {
                KeyId = pair ? id[1].GetString() : null,
                Binding = binding,
            };
        }

        return calls;

        JsonElement Next() => values.MoveNext() ? values.Current : throw new JsonException("The calls of a message are cut off.");
    }
}
