using System.Text;
using DurableTeams.Embedded.Storage;

namespace DurableTeams.Embedded.Engine;

/// <summary>An instance's history as one JSON document, and reading it back.</summary>
internal static class HistoryExport
{
    /// <summary>
    /// The history of an instance's current generation, or null where there is no such instance:
    /// <c>{"id","name","generation","key","created","input","version","turns":[...]}</c>.
    /// </summary>
    public static string? Export(EmbeddedDatabase database, string instanceId) => database.Read(session =>
    {
        long key;
        int generation;
        using var stream = new MemoryStream();
        using (var writer = new System.Text.Json.Utf8JsonWriter(stream, HistoryJson.WriterOptions with { Indented = true }))
        {
            using (var rows = session.Statement("SELECT key, generation, name, input, version, created FROM instances WHERE id = ?1").Query(instanceId))
            {
                if (!rows.Read()) return null;
                (key, generation) = (rows.GetInt64(0), rows.GetInt32(1));
                writer.WriteStartObject();
                writer.WriteString("id"u8, instanceId);
                writer.WriteString("name"u8, rows.GetText(2));
                writer.WriteNumber("generation"u8, generation);
                writer.WriteNumber("key"u8, key);
                writer.WriteNumber("created"u8, rows.GetInt64(5));
                if (!rows.IsNull(3)) writer.WriteString("input"u8, rows.GetText(3));
                if (!rows.IsNull(4)) writer.WriteString("version"u8, rows.GetText(4));
            }

            writer.WriteStartArray("turns"u8);
            foreach (var turn in InstanceLoader.ReadHistory(session, key, generation)) writer.WriteRawValue(turn);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    });
}
