using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.Engine.History;
using DurableTeams.Sqlite.Engine.Sequencing;

namespace DurableTeams.Embedded.Tests.Faults;

/// <summary>
/// What is the same in the histories of two runs of one team: per instance everything it asked for and everything that
/// happened, without times, turns and the order in which things that run side by side ended.
/// </summary>
internal static class HistoryShape
{
    /// <summary>The shape of all instances of a run, as text to be compared.</summary>
    public static string Of(EmbeddedDatabase database, string runId) => database.Read(session =>
    {
        var lines = new List<string>();
        foreach (var (key, id, generation, head) in Instances(session, runId))
        {
            lines.Add(head);
            var turns = InstanceLoader.ReadHistory(session, key, generation).Select(turn => StoredTurn.Read(turn)).ToList();
            lines.AddRange(Entries(turns).Select(entry => $"  {entry}").Order(StringComparer.Ordinal));
        }

        return string.Join('\n', lines);
    });

    private static List<(long Key, string Id, int Generation, string Head)> Instances(ReadSession session, string runId)
    {
        var instances = new List<(long, string, int, string)>();
        using var rows = session
            .Statement("SELECT key, id, generation, name, status FROM instances WHERE id = ?1 OR id LIKE ?2 ORDER BY id")
            .Query(runId, runId + ".%");
        while (rows.Read())
            instances.Add(
                (rows.GetInt64(0), rows.GetText(1), rows.GetInt32(2), $"{rows.GetText(1)} {rows.GetText(3)} {rows.GetInt64(4)}"));
        return instances;
    }

    private static IEnumerable<string> Entries(List<HistoryTurn> turns)
    {
        var asked = turns.SelectMany(turn => turn.Actions).ToDictionary(action => action.Id, Describe);
        return asked.Values
            .Select(action => $"asked {action}")
            .Concat(turns.SelectMany(turn => turn.Events).Where(e => e.Kind != HistoryEventKind.EventRaised).Select(e =>
                $"{e.Kind} {(e.Id >= 0 ? asked[e.Id] : "")} {(e.Failure is null ? "" : "failed")}"))
            // A decision whose delivery was not acknowledged is delivered again, and ignored.
            .Concat(
                turns.SelectMany(turn => turn.Events).Where(e => e.Kind == HistoryEventKind.EventRaised).DistinctBy(e => e.Name)
                    .Select(e => $"told {e.Name}"));
    }

    private static string Describe(HistoryAction action) => HistoryAction.Describe(action.Kind, action.Name, action.InstanceId);
}
