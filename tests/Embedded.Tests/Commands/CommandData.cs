using DurableTeams.Embedded.Tests.Replay;
using DurableTeams.Sqlite;
using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.Database.Connections;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableTeams.Embedded.Tests.Commands;

/// <summary>Data directories for the commands' tests.</summary>
internal static class CommandData
{
    public static ReferenceRun Approved { get; } = ReferenceRun.All.Single(run => run.Name == "approved-tool");

    public static ReferenceRun Waiting { get; } = ReferenceRun.All.Single(run => run.Name == "waiting-for-approval");

    public static string File(string directory) => Path.Combine(directory, EmbeddedDatabase.FileName);

    /// <summary>Changes the database of a stopped host.</summary>
    public static async Task ChangeAsync(string directory, params string[] statements)
    {
        await using var database = SqliteDatabase.Open(directory, NullLoggerFactory.Instance);
        foreach (var statement in statements) await database.WriteAsync(session => session.Statement(statement).Execute());
    }

    /// <summary>A directory where a host has completed a run and another one waits.</summary>
    public static async Task<(string Completed, string Paused)> FillAsync(string directory)
    {
        await using var host = await ReferenceHost.StartAsync(directory);
        return (await Approved.PlayAsync(host), await Waiting.PlayAsync(host));
    }

    /// <summary>Rows in a table.</summary>
    public static long Count(string directory, string from)
    {
        using var readers = new ReaderPool(File(directory));
        return readers.Read(session => session.Statement($"SELECT count(*) FROM {from}").QueryInt64()!.Value);
    }
}
