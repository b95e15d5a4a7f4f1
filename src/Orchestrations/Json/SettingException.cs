namespace DurableTeams.Json;

/// <summary>A setting of the host that cannot be used; found at start. The message never holds the setting's value.</summary>
public sealed class SettingException(string setting, string reason) : Exception($"{setting}: {reason}")
{
    /// <summary>The name of the setting.</summary>
    public string Setting { get; } = setting;
}
