using System.CommandLine;
using DurableTeams.Sqlite;
using DurableTeams.Sqlite.Database.Connections;

namespace DurableTeams.Embedded.Hosting;

/// <summary><c>check</c>: whether the database is sound; prints one line for each problem.</summary>
internal static class CheckCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(HostOptionSet options) =>
        new Command("check", "Looks for damage and for rows without an owner; the host may be running")
            .OnDatabase(options, "GET /api/health says whether it can be used.", (_, database, _) => RunAsync(database));

    private static async Task<int> RunAsync(string database)
    {
        var findings = Find(database);
        foreach (var finding in findings) await Console.Out.WriteLineAsync(finding);
        if (findings.Count > 0) return ExitCodes.Failed;
        await Console.Out.WriteLineAsync("sound");
        return ExitCodes.Done;
    }

    private static IReadOnlyList<string> Find(string database)
    {
        try
        {
            Maintenance.RequireThisSchema(database);
        }
        catch (SqliteFailureException failure) when (failure.IsDamage)
        {
            return [failure.Message];
        }

        return DatabaseMaintenance.Check(database);
    }
}
