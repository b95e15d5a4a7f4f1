using DurableTeams.Sqlite.Database.Connections;

namespace DurableTeams.Sqlite.Database;

/// <summary>Upgrades a file's schema to the current version, one transaction per step.</summary>
internal static class SchemaMigrator
{
    /// <summary>Upgrades the schema.</summary>
    /// <exception cref="UnsupportedSchemaException">The file was written by a newer version of this program.</exception>
    public static void Migrate(SqliteConnection connection, IReadOnlyList<Migration> migrations)
    {
        var version = connection.Statement("PRAGMA user_version").QueryInt64() ?? 0;
        if (version > migrations.Count) throw new UnsupportedSchemaException(version, migrations.Count);
        for (var next = (int)version; next < migrations.Count; next++)
        {
            connection.Execute("BEGIN IMMEDIATE");
            try
            {
                connection.Execute(migrations[next].Script);
                connection.Execute(FormattableString.Invariant($"PRAGMA user_version={next + 1}"));
                connection.Execute("COMMIT");
            }
            catch
            {
                if (!connection.IsAutocommit) connection.Execute("ROLLBACK");
                throw;
            }
        }
    }
}
