using System.Text.Json;
using DurableTeams.Storage;

namespace DurableTeams.Embedded.Storage;

/// <summary>
/// The calls of an answer as one JSON array: id, name, arguments, id, name, …; <c>[id, key id]</c> for the id of one that has a
/// key id; where any call has a binding, an array of all calls' bindings follows.
/// </summary>
internal static class StoredCalls
{
    /// <summary>The text; null for none.</summary>
    public static string? Write(IReadOnlyList<StoredCall>? calls)
    {
        if (calls is null) return null;
        var parts = new List<string>((calls.Count * 3) + 1);
        foreach (var call in calls)
        {
            parts.Add(call.KeyId is { } key ? StoredJson.Write<string[]>([call.CallId, key])! : StoredJson.Write<string>(call.CallId)!);
            parts.Add(StoredJson.Write<string>(call.Name)!);
            parts.Add(StoredJson.Write((JsonElement?)call.Arguments) ?? "null");
        }

        if (calls.Any(call => call.Binding is not null)) parts.Add(StoredJson.Write(calls.Select(call => call.Binding).ToArray())!);
        return $"[{string.Join(',', parts)}]";
    }

    /// <summary>The calls, or null.</summary>
    public static IReadOnlyList<StoredCall>? Read(Rows rows, int column)
    {
        if (rows.JsonOrNull(column) is not { } array) return null;
        var calls = new StoredCall[array.GetArrayLength() / 3];
        var bindings = array.GetArrayLength() % 3 == 0 ? null : StoredJson.Read<ToolBinding?[]>(array[3 * calls.Length]);
        for (var i = 0; i < calls.Length; i++)
        {
            var id = array[3 * i];
            var pair = id.ValueKind == JsonValueKind.Array;
            calls[i] = new StoredCall((pair ? id[0] : id).GetString()!, array[(3 * i) + 1].GetString()!, array[(3 * i) + 2])
            {
                KeyId = pair ? id[1].GetString() : null,
                Binding = bindings?[i],
            };
        }

        return calls;
    }
}
