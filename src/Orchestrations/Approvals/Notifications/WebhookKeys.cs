using DurableTeams.Approvals.Links;
using DurableTeams.Definitions;
using DurableTeams.Json;

namespace DurableTeams.Approvals.Notifications;

/// <summary>
/// The live keys of notifications, each signs: those in <see cref="Setting"/>, else those of links. Who verifies a
/// notification has its key, and could make links with it where it is theirs too.
/// </summary>
public sealed class WebhookKeys
{
    /// <summary>The setting.</summary>
    public const string Setting = "DURABLETEAMS_WEBHOOK_KEYS";

    /// <summary>Reads the setting.</summary>
    /// <exception cref="SettingException">It is wrong.</exception>
    public WebhookKeys(IDefinitionEnvironment environment, LinkKeys links)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(links);
        All = environment.Get(Setting) is { Length: > 0 } text ? SigningKey.ParseAll(Setting, text) : links.All;
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<SigningKey> All { get; }
}
