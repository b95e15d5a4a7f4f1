using System.Text.Json;
using DurableTeams.Storage;

namespace DurableTeams.Embedded.Storage;

/// <summary>The calls of an answer as one JSON array: id, name, arguments, id, name, …; <c>[id, key id]</c> for the id of one that has a key id.</summary>
internal static class StoredCalls
{
    /// <summary>The text; null for none.</summary>
    public static string? Write(IReadOnlyList<StoredCall>? calls)
    {
        if (calls is null) return null;
        var parts = new List<string>(calls.Count * 3);
        foreach (var call in calls)
        {
            parts.Add(call.KeyId is { } key ? StoredJson.Write<string[]>([call.CallId, key])! : StoredJson.Write<string>(call.CallId)!);
            parts.Add(StoredJson.Write<string>(call.Name)!);
            parts.Add(StoredJson.Write((JsonElement?)call.Arguments) ?? "null");
        }

        return $"[{string.Join(',', parts)}]";
    }

    /// <summary>The calls, or null.</summary>
    public static IReadOnlyList<StoredCall>? Read(Rows rows, int column)
    {
        if (rows.JsonOrNull(column) is not { } array) return null;
        var calls = new StoredCall[array.GetArrayLength() / 3];
        for (var i = 0; i < calls.Length; i++)
        {
            var id = array[3 * i];
            var pair = id.ValueKind == JsonValueKind.Array;
            calls[i] = new StoredCall((pair ? id[0] : id).GetString()!, array[(3 * i) + 1].GetString()!, array[(3 * i) + 2])
            {
                KeyId = pair ? id[1].GetString() : null,
            };
        }

        return calls;
    }
}
