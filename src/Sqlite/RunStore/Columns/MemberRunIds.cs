using System.Globalization;
using System.Text;
using DurableTeams.Sqlite.Database.Connections;

namespace DurableTeams.Sqlite.RunStore.Columns;

/// <summary>
/// Ids of member runs in their stored form: within the run's own rows only the position, as a number, or, for a nested one, as
/// <see cref="NestedPosition"/> says. A reference may also point to a member run of another run; it is then stored in full,
/// after a mark.
/// </summary>
internal static class MemberRunIds
{
    private const char Foreign = '=';

    /// <summary>The position of a member run of this run, or null if the id is not one.</summary>
    public static SqlValue? Find(string runId, string id)
    {
        if (id.Length <= runId.Length + 1 || !id.StartsWith(runId, StringComparison.Ordinal) || id[runId.Length] != '.')
            return null;
        var position = id.AsSpan(runId.Length + 1);
        if (position.Contains('.')) return NestedPosition.Write(position) is { } nested ? (SqlValue?)nested : null;
        return int.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && (position[0] != '0' || position.Length == 1) ? (SqlValue?)number : null;
    }

    /// <summary>The position of a member run of this run.</summary>
    /// <exception cref="ArgumentException">The id belongs to another run.</exception>
    public static SqlValue Position(string runId, string id) =>
        Find(runId, id) ?? throw new ArgumentException($"\"{id}\" is not the id of a member run of run {runId}.", nameof(id));

    /// <summary>The id of the member run at a stored position.</summary>
    public static string Read(Rows rows, int column, string runId) => Read(Encoding.UTF8.GetString(rows.GetBytes(column)), runId);

    /// <summary>SQL to order by the column of a position, named with its table, number by number.</summary>
    public static string Order(string column) => $"CAST({column} AS INTEGER), {column}";

    /// <summary>A reference to a member run of this or another run.</summary>
    public static SqlValue Reference(string runId, string? id) =>
        id is null ? SqlValue.Null : Find(runId, id) ?? Foreign + id;

    /// <summary>The id that a reference points to, or null.</summary>
    public static string? ReadReference(Rows rows, int column, string runId)
    {
        if (rows.IsNull(column)) return null;
        var text = Encoding.UTF8.GetString(rows.GetBytes(column));
        return text[0] == Foreign ? text[1..] : Read(text, runId);
    }

    /// <summary>A reference within JSON.</summary>
    public static string? Shorten(string runId, string? id) =>
        id is null ? null : Find(runId, id) is null ? Foreign + id : id[(runId.Length + 1)..];

    /// <summary>The id that a reference within JSON points to.</summary>
    public static string? Lengthen(string runId, string? reference) =>
        reference is null ? null : reference[0] == Foreign ? reference[1..] : $"{runId}.{reference}";

    private static string Read(string position, string runId) => $"{runId}.{NestedPosition.Read(position)}";
}
