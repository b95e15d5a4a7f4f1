using System.Collections;
using System.Reflection;
using System.Text.RegularExpressions;
using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.Database.Connections;
using SQLitePCL;

namespace DurableTeams.Embedded.Tests.Storage;

/// <summary>
/// All statements that a database's connections have prepared, found in its object graph: nothing can be forgotten that way.
/// </summary>
internal static partial class PreparedStatements
{
    private const BindingFlags Fields = BindingFlags.NonPublic | BindingFlags.Instance;

    /// <summary>The texts of those that read or write rows.</summary>
    public static IReadOnlyCollection<string> Texts(EmbeddedDatabase database) =>
        [.. OfRows(database).Select(found => found.Text).Distinct()];

    /// <summary>How many steps of SQLite's machine those have taken so far: what they read, whatever the time.</summary>
    public static long Steps(EmbeddedDatabase database) => OfRows(database).Sum(found =>
        (long)raw.sqlite3_stmt_status((sqlite3_stmt)typeof(Statement).GetField("_handle", Fields)!.GetValue(
            found.Statement)!, raw.SQLITE_STMTSTATUS_VM_STEP, 0));

    // The others (transactions, checkpoints) run at moments of their own.
    private static IEnumerable<(string Text, Statement Statement)> OfRows(EmbeddedDatabase database) =>
        Find(database).Where(found => StatementOfRows().IsMatch(found.Text));

    [GeneratedRegex("^(SELECT|INSERT|UPDATE|DELETE) ")]
    private static partial Regex StatementOfRows();

    private static List<(string Text, Statement Statement)> Find(EmbeddedDatabase database)
    {
        var found = new List<(string, Statement)>();
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        Visit(database);
        return found;

        void Visit(object? value)
        {
            if (value is null or string or Delegate or Thread || value.GetType().IsPrimitive || !seen.Add(value)) return;
            if (value is SqliteConnection)
            {
                var cache = (Dictionary<string, Statement>)typeof(SqliteConnection).GetField("_statements", Fields)!.GetValue(
                    value)!;
                found.AddRange(cache.Select(entry => (entry.Key, entry.Value)));
            }
            else if (value is IEnumerable list)
            {
                foreach (var item in list) Visit(item);
            }
            else if (value.GetType().Namespace?.StartsWith(typeof(EmbeddedDatabase).Namespace!, StringComparison.Ordinal) == true)
            {
                foreach (var field in value.GetType().GetFields(Fields)) Visit(field.GetValue(value));
            }
        }
    }
}
