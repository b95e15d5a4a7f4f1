using System.CommandLine;
using DurableTeams.AzureTables.RunStore;
using DurableTeams.Json;
using DurableTeams.Sqlite;
using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.Database.Files;
using DurableTeams.Storage;

namespace DurableTeams.Embedded.Hosting;

/// <summary>What the commands on a data directory share: how they find the database, and how they report errors.</summary>
internal static class Maintenance
{
    /// <summary>Runs the command on the database file of the chosen data directory, which holds the runs.</summary>
    /// <param name="command">The command.</param>
    /// <param name="options">The options of the command line.</param>
    /// <param name="instead">What to do instead where runs are in tables.</param>
    /// <param name="run">The work; returns the exit code.</param>
    public static Command OnDatabase(
        this Command command, HostOptionSet options, string instead,
        Func<ParseResult, string, CancellationToken, Task<int>> run) =>
        command.On(options, (result, tables, database, cancellationToken) => tables is null
            ? run(result, database(), cancellationToken)
            : throw new HostStartException(
                $"{command.Name}: works on runs in the data directory only. With --store tables runs are "
                    + $"in the storage account. {instead} See docs/how-to/look-after-data.md, \"Runs in tables\"."));

    /// <summary>Runs the command on the storage that the options name.</summary>
    /// <param name="command">The command.</param>
    /// <param name="options">The options of the command line.</param>
    /// <param name="run">The work; gets the tables, where runs are in tables, and a way to find the database file; returns the
    /// exit code.</param>
    public static Command On(
        this Command command, HostOptionSet options,
        Func<ParseResult, TableRunStoreOptions?, Func<string>, CancellationToken, Task<int>> run)
    {
        command.SetAction(async (result, cancellationToken) =>
        {
            var data = options.DataDirectory(result);
            try
            {
                return await run(result, options.Tables(result), () => FindDatabase(data), cancellationToken);
            }
            catch (HostStartException exception)
            {
                return await FailAsync(exception.Message, ExitCodes.BadStart);
            }
            catch (DataDirectoryInUseException exception)
            {
                return await FailAsync(
                    $"{Sentence.WithFullStop(exception.Message)} Stop it first.", ExitCodes.DataDirectoryInUse);
            }
            catch (UnsupportedSchemaException exception)
            {
                return await FailAsync($"--data: {data} cannot be used: {exception.Message}", ExitCodes.BadStart);
            }
            catch (Exception exception) when (exception
                is IOException or UnauthorizedAccessException or SqliteFailureException or StoreUnavailableException)
            {
                return await FailAsync($"{command.Name}: {exception.Message}", ExitCodes.Failed);
            }
        });
        return command;
    }

    /// <summary>Refuses a database whose schema version is not this program's.</summary>
    /// <exception cref="UnsupportedSchemaException">The database belongs to a newer program.</exception>
    /// <exception cref="HostStartException">The database belongs to an older program and was not upgraded.</exception>
    public static void RequireThisSchema(string database)
    {
        var (found, known) = (DatabaseMaintenance.SchemaVersion(database), Migrations.All.Count);
        if (found > known) throw new UnsupportedSchemaException(found, known);
        if (found < known)
            throw new HostStartException(
                $"--data: {database} has schema version {found}, this program works with {known}: "
                + "start the host on this directory once to upgrade it.");
    }

    /// <summary>Prints the reason of a failure on standard error.</summary>
    /// <returns>The exit code given.</returns>
    public static async Task<int> FailAsync(string message, int code = ExitCodes.Failed)
    {
        await Console.Error.WriteLineAsync(message);
        return code;
    }

    private static string FindDatabase(string data)
    {
        if (string.IsNullOrWhiteSpace(data)) throw new HostStartException("--data: must not be empty.");
        var directory = Path.GetFullPath(data);
        var database = Path.Combine(directory, EmbeddedDatabase.FileName);
        if (File.Exists(database)) return database;
        throw new HostStartException(
            $"--data: there is no {EmbeddedDatabase.FileName} in {directory}; name the data directory of a host.");
    }
}
