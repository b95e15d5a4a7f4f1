using System.Text.Json.Serialization;
using DurableTeams.Json;

namespace DurableTeams.Storage.Records;

/// <summary>Where a tool comes from: the name of its kind, as bindings hold it. The kinds themselves are in room Tools.</summary>
[JsonConverter(typeof(NamedValueJson<ToolSource>))]
public readonly record struct ToolSource(string Name) : INamedValue<ToolSource>
{
    /// <inheritdoc/>
    public static IReadOnlyList<string> Numbered { get; } = [];

    /// <inheritdoc/>
    public static ToolSource Of(string name) => new(name);

    /// <summary>The name.</summary>
    public override string ToString() => Name ?? string.Empty;
}
