using System.CommandLine;

namespace DurableTeams.Embedded.Hosting;

/// <summary><c>check</c>: whether the database is sound; prints one line for each problem.</summary>
internal static class CheckCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(HostOptionSet options) =>
        new Command("check", "Looks for damage and for rows without an owner; the host may be running")
            .OnDatabase(options, "GET /api/health says whether it can be used.", (_, data, _) => RunAsync(data));

    private static async Task<int> RunAsync(SqliteDataDirectory data)
    {
        var findings = data.Check();
        foreach (var finding in findings) await Console.Out.WriteLineAsync(finding);
        if (findings.Count > 0) return ExitCodes.Failed;
        await Console.Out.WriteLineAsync("sound");
        return ExitCodes.Done;
    }
}
