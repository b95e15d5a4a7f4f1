using System.Text.Json.Nodes;
using DurableTeams.Definitions.Remote;
using DurableTeams.Definitions.Tools;

namespace DurableTeams.Definitions.Secrets;

/// <summary>
/// What becomes of each text of a definition that calls send out or are sent to: such a text may hold a secret. One walk through
/// a definition serves all that has to know the secrets: storing, hashing, showing, redacting.
/// </summary>
/// <param name="Key">Changes an API key; it gets the place in the file, and the key.</param>
/// <param name="Address">Changes an address; it gets the place in the file, and the address.</param>
/// <param name="Header">Changes a header's value; it gets the place in the file, the header's name, and the value.</param>
internal sealed record OutgoingTexts(
    Func<string, string, string> Key,
    Func<string, string, string> Address,
    Func<string, string, string, string> Header)
{
    /// <summary>Only looks at the texts.</summary>
    /// <param name="key">Gets each API key.</param>
    /// <param name="address">Gets each address.</param>
    /// <param name="header">Gets the name and value of each header.</param>
    public static OutgoingTexts Seen(Action<string> key, Action<string> address, Action<string, string> header) => new(
        (_, text) =>
        {
            key(text);
            return text;
        },
        (_, text) =>
        {
            address(text);
            return text;
        },
        (_, name, text) =>
        {
            header(name, text);
            return text;
        });

    /// <summary>The definition with its texts changed, without those of nested teams.</summary>
    public TeamDefinition Of(TeamDefinition team) => team with
    {
        Members = [.. team.Members.Select((member, index) => member.Remote is not { } remote ? member : member with
        {
            Remote = Of(FormattableString.Invariant($"members/{index}/remote"), remote),
        })],
        Models = Each(team.Models, "models", Of),
        Tools = Each(team.Tools, "tools", (place, tool) => OfSettings(place, tool) with
        {
            Approve = tool.Approve with
            {
                Notify = OfTarget($"{place}/approve/notify", tool.Approve.Notify),
                EscalateTo = OfTarget($"{place}/approve/escalateTo", tool.Approve.EscalateTo),
            },
        }),
    };

    /// <summary>The model with its texts changed.</summary>
    public ModelDefinition Of(string place, ModelDefinition model) => model with
    {
        ApiKey = model.ApiKey is null ? null : Key($"{place}/apiKey", model.ApiKey),
        Endpoint = OfAddress($"{place}/endpoint", model.Endpoint),
        Settings = model.Settings is null ? null : new JsonObject(model.Settings.Select(setting => KeyValuePair.Create(
            setting.Key, OfSetting($"{place}/{setting.Key}", setting.Key, setting.Value)))),
    };

    /// <summary>Where the work of a remote member is done, with the texts changed.</summary>
    private RemoteDefinition Of(string place, RemoteDefinition remote) => remote with
    {
        Url = OfAddress($"{place}/url", remote.Url),
        A2A = OfAddress($"{place}/a2a", remote.A2A),
        Headers = remote.Headers is null ? null : Headers($"{place}/headers", remote.Headers),
    };

    /// <summary>The tool with the texts of its kind's settings changed.</summary>
    public ToolDefinition OfSettings(string place, ToolDefinition tool) =>
        KnownToolKinds.All.Aggregate(tool, (changed, kind) => kind.Visit(changed, place, this));

    /// <summary>The headers with their values changed.</summary>
    public SortedDictionary<string, string> Headers(string place, SortedDictionary<string, string> headers)
    {
        var made = new SortedDictionary<string, string>(headers.Comparer);
        foreach (var (name, value) in headers) made.Add(name, Header($"{place}/{name}", name, value));
        return made;
    }

    /// <summary>A provider's own setting: its name tells a key from other texts, its value an address.</summary>
    private JsonNode? OfSetting(string place, string name, JsonNode? value) => value switch
    {
        JsonArray list => new JsonArray([.. list.Select((item, index) => OfSetting(
            FormattableString.Invariant($"{place}/{index}"), name, item))]),
        JsonValue one when one.TryGetValue(out string? text) =>
            CredentialNames.IsCredential(name) ? JsonValue.Create(Key(place, text))
            : text.Contains("://", StringComparison.Ordinal) ? JsonValue.Create(Address(place, text))
            : JsonValue.Create(text),
        _ => value?.DeepClone(),
    };

    /// <summary>Whoever has the address of a chat's channel can write there: the whole of it is a key.</summary>
    private NotifyTarget? OfTarget(string place, NotifyTarget? target) => target?.Format switch
    {
        NotifyFormat.Webhook => target with { Address = Address(place, target.Address) },
        NotifyFormat.Slack or NotifyFormat.Teams => target with { Address = Key($"{place}/{target}", target.Address) },
        _ => target,
    };

    private string? OfAddress(string place, string? address) => address is null ? null : Address(place, address);

    private static SortedDictionary<string, T> Each<T>(
        SortedDictionary<string, T> source, string place, Func<string, T, T> change)
    {
        var made = new SortedDictionary<string, T>(source.Comparer);
        foreach (var (name, value) in source) made.Add(name, change($"{place}/{name}", value));
        return made;
    }
}
