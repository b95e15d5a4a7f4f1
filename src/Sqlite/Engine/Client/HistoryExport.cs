using System.Text;
using System.Text.Json;
using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.Engine.History;
using DurableTeams.Sqlite.Engine.Schema;
using DurableTeams.Sqlite.Engine.Sequencing;

namespace DurableTeams.Sqlite.Engine.Client;

/// <summary>Histories as JSON documents, for <see cref="HistoryReplayer"/> to read back.</summary>
internal static class HistoryExport
{
    private static readonly JsonWriterOptions Indented = HistoryJson.WriterOptions with { Indented = true };

    /// <summary>
    /// The history of an instance's current generation, or null where there is no such instance:
    /// <c>{"id","name","generation","key","created","input","version","parent":{"id","name"},"turns":[...]}</c>.
    /// </summary>
    public static string? Export(EmbeddedDatabase database, string instanceId) =>
        database.Read(session => ToJson(writer => Write(writer, session, instanceId)));

    /// <summary>
    /// The histories of a run's orchestration and of its members', in the order they were started, or null where there is
    /// no such orchestration: <c>{"runId","instances":[...]}</c>, each as <see cref="Export"/> has it.
    /// </summary>
    public static string? ExportRun(ReadSession session, string runId)
    {
        var ids = new List<string>();
        using (var rows = session.Statement(InstanceSql.SelectFamily).Query(runId))
        {
            while (rows.Read()) ids.Add(rows.GetText(0));
        }

        return ids.Count == 0 ? null : ToJson(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("runId"u8, runId);
            writer.WriteStartArray("instances"u8);
            foreach (var id in ids) Write(writer, session, id);
            writer.WriteEndArray();
            writer.WriteEndObject();
            return true;
        });
    }

    private static bool Write(Utf8JsonWriter writer, ReadSession session, string instanceId)
    {
        long key;
        int generation;
        using (var rows = session.Statement("""
            SELECT i.key, i.generation, i.name, i.input, i.version, p.id, p.name, i.created
            FROM instances i LEFT JOIN instances p ON p.key = i.parent_key WHERE i.id = ?1
            """).Query(instanceId))
        {
            if (!rows.Read()) return false;
            (key, generation) = (rows.GetInt64(0), rows.GetInt32(1));
            writer.WriteStartObject();
            writer.WriteString("id"u8, instanceId);
            writer.WriteString("name"u8, rows.GetText(2));
            writer.WriteNumber("generation"u8, generation);
            writer.WriteNumber("key"u8, key);
            writer.WriteNumber("created"u8, rows.GetInt64(7));
            if (!rows.IsNull(3)) writer.WriteString("input"u8, rows.GetText(3));
            if (!rows.IsNull(4)) writer.WriteString("version"u8, rows.GetText(4));
            if (!rows.IsNull(5))
            {
                writer.WriteStartObject("parent"u8);
                writer.WriteString("id"u8, rows.GetText(5));
                writer.WriteString("name"u8, rows.GetText(6));
                writer.WriteEndObject();
            }
        }

        writer.WriteStartArray("turns"u8);
        foreach (var turn in InstanceLoader.ReadHistory(session, key, generation))
            {
                var read = StoredTurn.Read(turn, out var hasText);
                writer.WriteRawValue(new HistoryJson(payloadsAreJson: !hasText).Write(read));
            }

        writer.WriteEndArray();
        writer.WriteEndObject();
        return true;
    }

    private static string? ToJson(Func<Utf8JsonWriter, bool> write)
    {
        using var stream = new MemoryStream();
        using var writer = new Utf8JsonWriter(stream, Indented);
        if (!write(writer)) return null;
        writer.Flush();
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
