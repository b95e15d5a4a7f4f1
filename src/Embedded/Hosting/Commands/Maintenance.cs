using System.CommandLine;
using DurableTeams.AzureTables.RunStore;
using DurableTeams.Json;
using DurableTeams.Storage;

namespace DurableTeams.Embedded.Hosting;

/// <summary>What the commands on a data directory share: how they find the database, and how they report errors.</summary>
internal static class Maintenance
{
    /// <summary>Runs the command on the chosen data directory, which holds the runs.</summary>
    /// <param name="command">The command.</param>
    /// <param name="options">The options of the command line.</param>
    /// <param name="instead">What to do instead where runs are in tables.</param>
    /// <param name="run">The work; returns the exit code.</param>
    public static Command OnDatabase(
        this Command command, HostOptionSet options, string instead,
        Func<ParseResult, SqliteDataDirectory, CancellationToken, Task<int>> run) =>
        command.On(options, (result, tables, data, cancellationToken) => tables is null
            ? run(result, data(), cancellationToken)
            : throw new HostStartException(
                $"{command.Name}: works on runs in the data directory only. With --store tables runs are "
                    + $"in the storage account. {instead} See docs/how-to/look-after-data.md, \"Runs in tables\"."));

    /// <summary>Runs the command on the storage that the options name.</summary>
    /// <param name="command">The command.</param>
    /// <param name="options">The options of the command line.</param>
    /// <param name="run">The work; gets the tables, where runs are in tables, and a way to find the data directory; returns the
    /// exit code.</param>
    public static Command On(
        this Command command, HostOptionSet options,
        Func<ParseResult, TableRunStoreOptions?, Func<SqliteDataDirectory>, CancellationToken, Task<int>> run)
    {
        command.SetAction(async (result, cancellationToken) =>
        {
            var data = options.DataDirectory(result);
            try
            {
                return await run(result, options.Tables(result), () => Find(data), cancellationToken);
            }
            catch (HostStartException exception)
            {
                return await FailAsync(exception.Message, ExitCodes.BadStart);
            }
            catch (DataDirectoryInUseException exception)
            {
                return await FailAsync(
                    $"{exception.Message.TrimEnd('.')}. Stop it first.", ExitCodes.DataDirectoryInUse);
            }
            catch (DataDirectoryException exception)
            {
                return await FailAsync($"--data: {exception.Directory} cannot be used: {exception.Reason}", ExitCodes.BadStart);
            }
            catch (Exception exception) when (exception
                is IOException or UnauthorizedAccessException or StoreUnavailableException)
            {
                return await FailAsync($"{command.Name}: {exception.Message}", ExitCodes.Failed);
            }
        });
        return command;
    }

    /// <summary>Prints the reason of a failure on standard error.</summary>
    /// <returns>The exit code given.</returns>
    public static async Task<int> FailAsync(string message, int code = ExitCodes.Failed)
    {
        await Console.Error.WriteLineAsync(message);
        return code;
    }

    private static SqliteDataDirectory Find(string data) => string.IsNullOrWhiteSpace(data)
        ? throw new HostStartException("--data: must not be empty.")
        : new SqliteDataDirectory(data);
}
