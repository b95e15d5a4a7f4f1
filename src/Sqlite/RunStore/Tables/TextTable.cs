using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using DurableTeams.Sqlite.Database.Connections;

namespace DurableTeams.Sqlite.RunStore.Tables;

/// <summary>
/// Texts of a run. Short texts are in their row, longer ones stored once per run, however many rows show them (one answer is a
/// message, a member run's output, the run's output and a session's turn). A column holds a text or the number of a text.
/// </summary>
internal static class TextTable
{
    /// <summary>For texts that recur over runs: system prompts.</summary>
    public const long Shared = 0;

    // The approximate cost of a row of texts, besides the text.
    private const int InlineLength = 48;

    /// <summary>The value of the column.</summary>
    public static SqlValue Keep(WriteSession session, long run, string? text)
    {
        if (text is null || text.Length <= InlineLength) return text;
        var utf8 = Encoding.UTF8.GetBytes(text);
        var hash = BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(utf8));
        return session.Statement("SELECT id FROM texts WHERE run = ?1 AND hash = ?2 AND text = ?3")
                .QueryInt64(run, hash, SqlValue.Utf8(utf8))
            ?? session.Statement("INSERT INTO texts (run, hash, text) VALUES (?1, ?2, ?3) RETURNING id")
                .QueryInt64(run, hash, SqlValue.Utf8(utf8));
    }

    /// <summary>
    /// SQL for the beginning of the text that this column, named with its table, holds or points to: no fewer than so many
    /// characters of it, as bytes that may end within one.
    /// </summary>
    public static string Start(string column, int characters) =>
        $"""
        CASE typeof({column}) WHEN 'integer' THEN (SELECT SUBSTR(CAST(x.text AS BLOB), 1, {4 * characters + 4}) FROM texts x WHERE x.id = {column}) ELSE {column} END
        """;

    /// <summary>SQL for the bytes of the text that this column, named with its table, holds or points to.</summary>
    public static string Size(string column) =>
        $"CASE typeof({column}) WHEN 'integer' THEN (SELECT LENGTH(CAST(x.text AS BLOB)) FROM texts x WHERE x.id = {column}) ELSE LENGTH(CAST({column} AS BLOB)) END";

    /// <summary>SQL for the text this column, named with its table, holds or points to.</summary>
    public static string Column(string column) =>
        $"CASE typeof({column}) WHEN 'integer' THEN (SELECT x.text FROM texts x WHERE x.id = {column}) ELSE {column} END";
}
