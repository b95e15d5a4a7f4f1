namespace DurableTeams.Json;

/// <summary>A setting of the host that cannot be used; found at start. What it holds is never in the message.</summary>
public sealed class SettingException(string setting, string reason) : Exception($"{setting}: {reason}")
{
    /// <summary>The setting.</summary>
    public string Setting { get; } = setting;
}
