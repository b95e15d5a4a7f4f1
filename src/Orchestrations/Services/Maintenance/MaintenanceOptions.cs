using DurableTeams.Json;

namespace DurableTeams.Services.Maintenance;

/// <summary>The settings of the background maintenance.</summary>
/// <param name="Retention">Sessions that were unused for this long are deleted; null keeps all.</param>
/// <param name="StuckAfter">A running run that recorded nothing for this long is reported.</param>
public sealed record MaintenanceOptions(TimeSpan? Retention, TimeSpan StuckAfter)
{
    /// <summary>The setting of <see cref="Retention"/>.</summary>
    public const string RetentionSetting = "DURABLETEAMS_RETENTION";

    /// <summary>The setting of <see cref="StuckAfter"/>.</summary>
    public const string StuckAfterSetting = "DURABLETEAMS_STUCK_AFTER";

    private static readonly TimeSpan ShortestRetention = TimeSpan.FromDays(1);
    private static readonly TimeSpan ShortestStuckAfter = TimeSpan.FromMinutes(5);

    /// <summary>The options without settings: no session is deleted, and an hour of silence is reported.</summary>
    public static MaintenanceOptions Default { get; } = new(null, TimeSpan.FromHours(1));

    /// <summary>Reads the settings.</summary>
    /// <exception cref="SettingException">A setting is no duration, or too short.</exception>
    public static MaintenanceOptions Read(Func<string, string?> setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        return new(
            ReadOne(RetentionSetting, setting, ShortestRetention, "90d"),
            ReadOne(StuckAfterSetting, setting, ShortestStuckAfter, "1h") ?? Default.StuckAfter);
    }

    private static TimeSpan? ReadOne(string name, Func<string, string?> setting, TimeSpan shortest, string example)
    {
        if (setting(name) is not { Length: > 0 } text) return null;
        if (!Duration.TryParse(text, out var value))
            throw new SettingException(name, $"{Duration.Problem(text)}, such as {example}.");
        return value >= shortest
            ? value
            : throw new SettingException(name, $"must be at least {Duration.Format(shortest)}, such as {example}.");
    }
}
