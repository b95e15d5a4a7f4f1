using System.CommandLine;

namespace DurableTeams.Embedded.Hosting;

/// <summary><c>backup FILE</c>: writes a consistent copy of the database; the host may be running.</summary>
internal static class BackupCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(HostOptionSet options)
    {
        var file = new Argument<string>("FILE") { Description = "The file to write; it must not exist yet" };
        return new Command("backup", "Copies the database to a file; the host may be running") { file }
            .OnDatabase(options, "Copy its tables and the data directory.", (result, data, _) => RunAsync(
                data, result.GetValue(file)!));
    }

    private static async Task<int> RunAsync(SqliteDataDirectory data, string file)
    {
        if (string.IsNullOrWhiteSpace(file)) return await Maintenance.FailAsync("FILE: must not be empty.", ExitCodes.BadStart);
        if (File.Exists(file)) return await Maintenance.FailAsync($"backup: {file} exists already; name a new file.");
        var target = Path.GetFullPath(file);
        var bytes = data.Backup(target);
        await Console.Out.WriteLineAsync($"{bytes} bytes written to {target}");
        return ExitCodes.Done;
    }
}
