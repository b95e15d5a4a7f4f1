using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.Database.Files;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Sqlite;

/// <summary>Opens databases with the schema of the engine and the run store.</summary>
internal static class SqliteDatabase
{
    /// <summary>Opens, or makes, the database of this directory and takes the directory for this process.</summary>
    /// <exception cref="DataDirectoryInUseException">Another process has the directory.</exception>
    /// <exception cref="UnsupportedSchemaException">The file was written by a newer version.</exception>
    /// <exception cref="SqliteFailureException">It cannot be opened, or is damaged.</exception>
    public static EmbeddedDatabase Open(string dataDirectory, ILoggerFactory loggers) =>
        Open(dataDirectory, loggers, new DatabaseOptions());

    /// <inheritdoc cref="Open(string, ILoggerFactory)"/>
    public static EmbeddedDatabase Open(string dataDirectory, ILoggerFactory loggers, DatabaseOptions options) =>
        EmbeddedDatabase.Open(
            dataDirectory, loggers, options.Migrations.Count > 0 ? options : options with { Migrations = Migrations.All });
}
