namespace DurableTeams.Definitions.Yaml;

/// <summary>A piece of a YAML document and where it starts.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Weight">How much it holds with everything in it, aliases counted wherever they are used.</param>
/// <param name="Height">How many levels it has.</param>
internal abstract record YamlNode(int Line, long Weight, int Height);

/// <summary>A single value; a plain one is written without quotes, so that it may be a number, a bool or null.</summary>
internal sealed record YamlScalar(string Value, bool Plain, int Line) : YamlNode(Line, 1 + Value.Length, 1)
{
    public bool IsNull => Plain && (Value is "" or "~" or "null" or "Null" or "NULL");
}

/// <summary>A list.</summary>
internal sealed record YamlList(IReadOnlyList<YamlNode> Items, int Line, long Weight, int Height) : YamlNode(Line, Weight, Height);

/// <summary>A mapping, its keys unique, in the order written.</summary>
internal sealed record YamlMap(IReadOnlyList<YamlEntry> Entries, int Line, long Weight, int Height) : YamlNode(Line, Weight, Height);

/// <summary>A key of a mapping with its value.</summary>
internal sealed record YamlEntry(string Key, int Line, YamlNode Value);
