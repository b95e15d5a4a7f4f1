using DurableTeams.Storage;

namespace DurableTeams.Embedded.Storage;

/// <summary>Approvals as one JSON array: who or null, time, who, …</summary>
internal static class StoredApprovals
{
    /// <summary>The text; null for none.</summary>
    public static string? Write(IReadOnlyList<ApprovalGiven> given) => given.Count == 0
        ? null
        : StoredJson.Write(given.SelectMany(approval => new object?[] { approval.By, StoredTime.Write(approval.At) }).ToArray());

    /// <summary>The approvals.</summary>
    public static IReadOnlyList<ApprovalGiven> Read(Rows rows, int column)
    {
        if (rows.JsonOrNull(column) is not { } array) return [];
        var given = new ApprovalGiven[array.GetArrayLength() / 2];
        for (var i = 0; i < given.Length; i++)
            given[i] = new ApprovalGiven(array[2 * i].GetString()!, StoredTime.Read(array[(2 * i) + 1].GetInt64()));
        return given;
    }
}
