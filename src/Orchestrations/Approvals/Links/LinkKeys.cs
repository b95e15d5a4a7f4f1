using DurableTeams.Definitions;
using DurableTeams.Json;

namespace DurableTeams.Approvals.Links;

/// <summary>The live keys of links: the first signs, all verify. Without a key there are no links.</summary>
public sealed class LinkKeys(IReadOnlyList<SigningKey> keys)
{
    /// <summary>The name of the setting.</summary>
    public const string Setting = "DURABLETEAMS_LINK_KEYS";

    /// <summary>All keys.</summary>
    public IReadOnlyList<SigningKey> All { get; } = keys;

    /// <summary>The key that signs.</summary>
    public SigningKey? Current => All.Count > 0 ? All[0] : null;

    /// <summary>The keys of the setting; null without it.</summary>
    /// <exception cref="SettingException">The setting cannot be read.</exception>
    public static LinkKeys? Read(IDefinitionEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return environment.Get(Setting) is { Length: > 0 } text ? new LinkKeys(SigningKey.ParseAll(Setting, text)) : null;
    }

    /// <summary>The key with this name.</summary>
    public SigningKey? Find(string id) => All.FirstOrDefault(key => key.Id == id);
}
