using System.Text;
using System.Text.Json;
using DurableTeams.Sqlite.Database.Connections;

namespace DurableTeams.Sqlite.RunStore.Columns;

/// <summary>Reads rows and columns the way this store writes them.</summary>
internal static class RowReading
{
    /// <summary>All rows.</summary>
    public static List<T> List<T>(this Statement statement, Func<Rows, T> read, params ReadOnlySpan<SqlValue> values)
    {
        var list = new List<T>();
        using var rows = statement.Query(values);
        while (rows.Read()) list.Add(read(rows));
        return list;
    }

    /// <summary>The first row, or null.</summary>
    public static T? First<T>(this Statement statement, Func<Rows, T> read, params ReadOnlySpan<SqlValue> values) where T : class
    {
        using var rows = statement.Query(values);
        return rows.Read() ? read(rows) : null;
    }

    /// <summary>Text by its length: it may contain NUL.</summary>
    public static string Text(this Rows rows, int column) => Encoding.UTF8.GetString(rows.GetBytes(column));

    /// <summary>Text, or null.</summary>
    public static string? TextOrNull(this Rows rows, int column) => rows.IsNull(column) ? null : rows.Text(column);

    /// <summary>A number, or null.</summary>
    public static int? Int32OrNull(this Rows rows, int column) => rows.IsNull(column) ? null : rows.GetInt32(column);

    /// <summary>A time.</summary>
    public static DateTimeOffset Time(this Rows rows, int column) => StoredTime.Read(rows.GetInt64(column));

    /// <summary>A time, or null.</summary>
    public static DateTimeOffset? TimeOrNull(this Rows rows, int column) => rows.IsNull(column) ? null : rows.Time(column);

    /// <summary>A JSON value, or null.</summary>
    public static JsonElement? JsonOrNull(this Rows rows, int column) =>
        rows.IsNull(column) ? null : StoredJson.Read(rows.GetBytes(column));
}
