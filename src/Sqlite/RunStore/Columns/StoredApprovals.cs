using System.Text.Json;
using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Storage.Records;

namespace DurableTeams.Sqlite.RunStore.Columns;

/// <summary>Approvals as one JSON array: who, time, who, …; <c>[who, principal id]</c> for somebody who has one.</summary>
internal static class StoredApprovals
{
    /// <summary>The text; null for none.</summary>
    public static string? Write(IReadOnlyList<ApprovalGiven> given) => given.Count == 0
        ? null
        : StoredJson.Write(given.SelectMany(approval => new object?[] { approval.PrincipalId is { } id
            ? new[] { approval.By, id }
            : approval.By, StoredTime.Write(approval.At) }).ToArray());

    /// <summary>The approvals.</summary>
    public static IReadOnlyList<ApprovalGiven> Read(Rows rows, int column)
    {
        if (rows.JsonOrNull(column) is not { } array) return [];
        var given = new ApprovalGiven[array.GetArrayLength() / 2];
        for (var i = 0; i < given.Length; i++)
        {
            var who = array[2 * i];
            var pair = who.ValueKind == JsonValueKind.Array;
            given[i] = new ApprovalGiven((pair ? who[0] : who).GetString()!, StoredTime.Read(array[(2 * i) + 1].GetInt64()))
            {
                PrincipalId = pair ? who[1].GetString() : null,
            };
        }

        return given;
    }
}
