using DurableTeams.Json;
using DurableTeams.Services.Maintenance;
using Microsoft.Extensions.Configuration;

namespace DurableTeams.FunctionsApp.Settings;

/// <summary>The settings of the app on the Functions host, read once when it starts.</summary>
/// <param name="TeamsDirectory">The folder of the team files.</param>
/// <param name="Storage">The storage account.</param>
/// <param name="Maintenance">The options of the timers.</param>
public sealed record FunctionsOptions(string TeamsDirectory, StorageSettings Storage, MaintenanceOptions Maintenance)
{
    /// <summary>Reads and checks the settings.</summary>
    /// <param name="configuration">The configuration, which includes environment variables.</param>
    /// <param name="appDirectory">The folder of the app.</param>
    /// <exception cref="SettingException">A setting is missing or wrong; the message has its name and an example.</exception>
    public static FunctionsOptions Read(IConfiguration configuration, string appDirectory)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var teams = configuration[AppSettings.Teams] is { Length: > 0 } path ? path : Path.Combine(appDirectory, "teams");
        if (!Directory.Exists(teams))
            throw new SettingException(
                AppSettings.Teams,
                $"there is no folder '{teams}'; set it to a folder with team files, such as /home/site/wwwroot/teams.");
        CheckScheduler(configuration[AppSettings.Scheduler]);
        return new(teams, StorageSettings.Read(configuration), MaintenanceOptions.Read(name => configuration[name]));
    }

    /// <summary>Checks the scheduler's setting. The Functions host uses the setting; this check gives a clear error.</summary>
    private static void CheckScheduler(string? connection)
    {
        if (string.IsNullOrEmpty(connection)) return;
        var parts = connection.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2)).Where(part => part.Length == 2)
            .DistinctBy(part => part[0], StringComparer.OrdinalIgnoreCase)
            .ToDictionary(part => part[0], part => part[1], StringComparer.OrdinalIgnoreCase);
        if (parts.TryGetValue("Endpoint", out var endpoint) && Uri.TryCreate(endpoint, UriKind.Absolute, out _)
            && parts.ContainsKey("Authentication"))
            return;
        throw new SettingException(
            AppSettings.Scheduler,
            "must look like Endpoint=https://NAME.REGION.durabletask.io;Authentication=ManagedIdentity;ClientID=ID.");
    }
}
