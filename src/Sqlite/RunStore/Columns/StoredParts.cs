using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Storage.Records;

namespace DurableTeams.Sqlite.RunStore.Columns;

/// <summary>The parts of a message as one JSON array: heading, member run, error or null, heading, …</summary>
internal static class StoredParts
{
    /// <summary>The text; null for none.</summary>
    public static string? Write(string runId, IReadOnlyList<MessagePart>? parts) => parts is null
        ? null
        : StoredJson.Write(
            parts.SelectMany(part => new[] { part.Heading, MemberRunIds.Shorten(runId, part.OutputOf), part.Error }).ToArray());

    /// <summary>The parts, or null.</summary>
    public static IReadOnlyList<MessagePart>? Read(Rows rows, int column, string runId)
    {
        if (StoredJson.Read<string?[]>(rows, column) is not { } array) return null;
        return [.. array.Chunk(3).Select(part => new MessagePart(part[0]!, MemberRunIds.Lengthen(runId, part[1])!, part[2]))];
    }
}
