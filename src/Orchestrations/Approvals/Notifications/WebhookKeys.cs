using DurableTeams.Approvals.Links;
using DurableTeams.Definitions;
using DurableTeams.Json;

namespace DurableTeams.Approvals.Notifications;

/// <summary>
/// The live keys of notifications; each key signs. They are the keys in <see cref="Setting"/>, else the keys of links. A
/// receiver that verifies notifications with a key of links could make links.
/// </summary>
internal sealed class WebhookKeys
{
    /// <summary>The name of the setting.</summary>
    public const string Setting = "DURABLETEAMS_WEBHOOK_KEYS";

    /// <summary>Reads the setting.</summary>
    /// <exception cref="SettingException">The setting cannot be read.</exception>
    public WebhookKeys(IDefinitionEnvironment environment, LinkKeys links)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(links);
        All = environment.Get(Setting) is { Length: > 0 } text ? SigningKey.ParseAll(Setting, text) : links.All;
    }

    /// <summary>All keys.</summary>
    public IReadOnlyList<SigningKey> All { get; }
}
