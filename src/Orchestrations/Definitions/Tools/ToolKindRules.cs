using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Definitions.Checks;
using DurableTeams.Definitions.Files;
using DurableTeams.Definitions.Secrets;

namespace DurableTeams.Definitions.Tools;

/// <summary>The rules of a tool kind with settings, as a value.</summary>
internal sealed class ToolKindRules
{
    private readonly Func<ToolDefinition, bool> _hasMember;
    private readonly Func<MapReader?, ToolDefinition, ToolDefinition?> _read;
    private readonly Action<ToolDefinition, string, Findings, DefinitionScope> _check;
    private readonly Func<ToolDefinition, string, OutgoingTexts, ToolDefinition> _visit;
    private readonly JsonObject _schema;

    private ToolKindRules(
        string key,
        JsonObject schema,
        Func<ToolDefinition, bool> hasMember,
        Func<MapReader?, ToolDefinition, ToolDefinition?> read,
        Action<ToolDefinition, string, Findings, DefinitionScope> check,
        Func<ToolDefinition, string, OutgoingTexts, ToolDefinition> visit)
    {
        (Key, _schema, _hasMember, _read, _check, _visit) = (key, schema, hasMember, read, check, visit);
        Keys = [.. schema["properties"]!.AsObject().Select(property => property.Key)];
    }

    /// <summary>The key of the settings.</summary>
    public string Key { get; }

    /// <summary>The keys within the settings.</summary>
    public IReadOnlyList<string> Keys { get; }

    /// <summary>JSON Schema of the settings.</summary>
    public JsonObject Schema => _schema.DeepClone().AsObject();

    /// <summary>The rules of a kind; null for a kind without settings.</summary>
    public static ToolKindRules? Of<TKind>()
        where TKind : IToolKindRules =>
        TKind.Key is { } key
            ? new ToolKindRules(key, TKind.Schema(), TKind.HasMember, TKind.Read, TKind.Check, TKind.Visit)
            : null;

    /// <summary>Whether an entry has settings of this kind.</summary>
    public bool IsIn(ToolDefinition tool) => _hasMember(tool) || tool.KindSettings?.ContainsKey(Key) == true;

    /// <summary>The definition with the settings of this kind, where the entry has any.</summary>
    public ToolDefinition Read(MapReader entry, ToolDefinition tool)
    {
        var settings = entry.Map(Key, Keys);
        // An unreadable key still makes the entry a tool of this kind, and not a function.
        if (settings is null && !entry.Findings.IsBroken(entry.At(Key))) return tool;
        return _read(settings, tool) ?? tool with
        {
            KindSettings = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal)
            {
                [Key] = JsonSerializer.SerializeToElement(settings is null ? [] : entry.Data(Key)),
            },
        };
    }

    /// <summary>Reports the errors of an entry that has settings of this kind.</summary>
    public void Check(ToolDefinition tool, string path, Findings findings, DefinitionScope scope) =>
        _check(tool, path, findings, scope);

    /// <summary>The definition with the texts of its settings changed, where it has settings of this kind.</summary>
    /// <param name="tool">The definition of the entry.</param>
    /// <param name="place">The place of the entry, for example <c>tools/send</c>.</param>
    /// <param name="texts">What becomes of each text.</param>
    public ToolDefinition Visit(ToolDefinition tool, string place, OutgoingTexts texts) =>
        IsIn(tool) ? _visit(tool, $"{place}/{Key}", texts) : tool;
}
