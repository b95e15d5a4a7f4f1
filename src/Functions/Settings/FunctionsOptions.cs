using DurableTeams.Json;
using DurableTeams.Services.Maintenance;
using Microsoft.Extensions.Configuration;

namespace DurableTeams.Functions.Settings;

/// <summary>The settings of the app on the Functions host, read once when it starts.</summary>
/// <param name="TeamsDirectory">Where the team files are.</param>
/// <param name="Storage">The storage account.</param>
/// <param name="Maintenance">What is done by the clock.</param>
public sealed record FunctionsOptions(string TeamsDirectory, StorageSettings Storage, MaintenanceOptions Maintenance)
{
    /// <summary>Reads and checks them.</summary>
    /// <param name="configuration">The configuration; environment variables among it.</param>
    /// <param name="appDirectory">Where the app is.</param>
    /// <exception cref="SettingException">One is missing or wrong; the message has its name and what it could be.</exception>
    public static FunctionsOptions Read(IConfiguration configuration, string appDirectory)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var teams = configuration[AppSettings.Teams] is { Length: > 0 } path ? path : Path.Combine(appDirectory, "teams");
        if (!Directory.Exists(teams)) throw new SettingException(AppSettings.Teams, $"there is no folder '{teams}'; set it to a folder with team files, such as /home/site/wwwroot/teams.");
        CheckScheduler(configuration[AppSettings.Scheduler]);
        return new(teams, StorageSettings.Read(configuration), MaintenanceOptions.Read(name => configuration[name]));
    }

    /// <summary>The Functions host uses it; here it is only checked, for a message that says what is wrong.</summary>
    private static void CheckScheduler(string? connection)
    {
        if (string.IsNullOrEmpty(connection)) return;
        var parts = connection.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2)).Where(part => part.Length == 2)
            .DistinctBy(part => part[0], StringComparer.OrdinalIgnoreCase)
            .ToDictionary(part => part[0], part => part[1], StringComparer.OrdinalIgnoreCase);
        if (parts.TryGetValue("Endpoint", out var endpoint) && Uri.TryCreate(endpoint, UriKind.Absolute, out _) && parts.ContainsKey("Authentication")) return;
        throw new SettingException(
            AppSettings.Scheduler, "must look like Endpoint=https://NAME.REGION.durabletask.io;Authentication=ManagedIdentity;ClientID=ID.");
    }
}
