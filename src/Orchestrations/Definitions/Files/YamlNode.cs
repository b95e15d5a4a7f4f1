namespace DurableTeams.Definitions.Files;

/// <summary>A piece of a YAML document.</summary>
internal abstract class YamlNode(int line, long weight, int height)
{
    /// <summary>The line of the node's start, from 1.</summary>
    public int Line => line;

    /// <summary>The size of the node with all its parts, aliases counted at each use.</summary>
    public long Weight => weight;

    /// <summary>The number of levels of the node.</summary>
    public int Height => height;
}

/// <summary>A single value; a plain one is written without quotes, so that it may be a number, a bool or null.</summary>
internal sealed class YamlScalar(string value, bool plain, int line) : YamlNode(line, 1 + value.Length, 1)
{
    public string Value => value;

    public bool Plain => plain;

    public bool IsNull => plain && (value is "" or "~" or "null" or "Null" or "NULL");
}

/// <summary>A list.</summary>
internal sealed class YamlList(IReadOnlyList<YamlNode> items, int line)
    : YamlNode(line, 1 + items.Sum(i => i.Weight), 1 + items.Select(i => i.Height).DefaultIfEmpty().Max())
{
    public IReadOnlyList<YamlNode> Items => items;
}

/// <summary>A mapping, its keys unique, in the order written.</summary>
internal sealed class YamlMap(IReadOnlyList<YamlEntry> entries, int line)
    : YamlNode(line, 1 + entries.Sum(e => e.Value.Weight), 1 + entries.Select(e => e.Value.Height).DefaultIfEmpty(1).Max())
{
    public IReadOnlyList<YamlEntry> Entries => entries;
}

/// <summary>A key of a mapping with its value.</summary>
internal sealed record YamlEntry(string Key, int Line, YamlNode Value);
