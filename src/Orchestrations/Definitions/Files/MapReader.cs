using System.Text.Json.Nodes;
using DurableTeams.Definitions.Checks;
using DurableTeams.Json;

namespace DurableTeams.Definitions.Files;

/// <summary>
/// Reads the keys of one mapping by type. A null value is an absent key. A value of the wrong type is reported and read as
/// absent; its place is marked, so that no check reports it a second time.
/// </summary>
internal sealed class MapReader
{
    private readonly Dictionary<string, YamlEntry> _entries;

    public MapReader(
        YamlMap map, string path, Findings findings, IReadOnlyList<string>? keys = null)
    {
        Path = path;
        Findings = findings;
        findings.Locate(path, map.Line);
        Entries = map.Entries;
        _entries = map.Entries.Where(e => e.Value is not YamlScalar { IsNull: true })
            .ToDictionary(e => e.Key, StringComparer.Ordinal);
        foreach (var entry in map.Entries) findings.Locate(At(entry.Key), entry.Line);
        if (keys is not null) Refuse(keys, key => $"unknown key '{key}'{WordSuggestion.Hint(key, keys)}");
    }

    public string Path { get; }

    public Findings Findings { get; }

    /// <summary>The entries as written, null values too.</summary>
    public IReadOnlyList<YamlEntry> Entries { get; }

    /// <summary>Reports the keys that are none of these.</summary>
    public void Refuse(IReadOnlyList<string> known, Func<string, string> reason)
    {
        foreach (var entry in Entries)
        {
            if (!known.Contains(entry.Key, StringComparer.Ordinal))
                Findings.ReportBroken(At(entry.Key), entry.Line, reason(entry.Key));
        }
    }

    public bool Has(string key) => _entries.ContainsKey(key);

    public bool IsMap(string key) => Find(key) is { Value: YamlMap };

    public bool IsList(string key) => Find(key) is { Value: YamlList };

    public string At(string key) => Path.Length == 0 ? key : $"{Path}/{key}";

    public string? Text(string key) => Find(key) switch
    {
        null => null,
        { Value: YamlScalar scalar } when YamlJson.Number(scalar) is null && YamlJson.Flag(scalar) is null => scalar.Value,
        { Value: YamlScalar scalar } => Wrong<string>(key, $"must be text; put it in quotes: {key}: \"{scalar.Value}\""),
        _ => Wrong<string>(key, "must be text; put quotes around text that starts with '{' or '['"),
    };

    public int? Whole(string key) => (int?)Whole(key, int.MaxValue);

    public long? Whole(string key, long most)
    {
        if (Find(key) is not { } entry) return null;
        if (entry.Value is YamlScalar scalar && YamlJson.Whole(scalar) is { } number && Math.Abs((decimal)number) <= most)
        {
            return number;
        }

        Wrong<string>(key, $"must be a whole number, without quotes, at most {most}");
        return null;
    }

    public double? Number(string key)
    {
        if (Find(key) is not { } entry) return null;
        if (entry.Value is YamlScalar scalar && YamlJson.Number(scalar) is { } number) return number;
        Wrong<string>(key, "must be a number, without quotes");
        return null;
    }

    public bool? Flag(string key)
    {
        if (Find(key) is not { } entry) return null;
        if (entry.Value is YamlScalar scalar && YamlJson.Flag(scalar) is { } flag) return flag;
        Wrong<string>(key, "must be true or false, without quotes");
        return null;
    }

    public TimeSpan? Time(string key)
    {
        if (Find(key) is not { } entry) return null;
        var text = (entry.Value as YamlScalar)?.Value;
        if (Duration.TryParse(text, out var time)) return time;
        Wrong<string>(key, Duration.Problem(text));
        return null;
    }

    public long? Size(string key)
    {
        if (Find(key) is not { } entry) return null;
        if (entry.Value is YamlScalar scalar && ByteSize.TryParse(scalar.Value, out var bytes)) return bytes;
        Wrong<string>(key, $"must be {ByteSize.Expected}");
        return null;
    }

    /// <summary>One of some words.</summary>
    public T? Word<T>(string key, IReadOnlyDictionary<string, T> words)
        where T : struct
    {
        if (Find(key) is null || Text(key) is not { } text) return null;
        if (words.TryGetValue(text, out var value)) return value;
        Findings.ReportBroken(
            At(key), Findings.LineOf(At(key)), $"unknown {key} '{text}'{WordSuggestion.Hint(text, words.Keys)}");
        return null;
    }

    /// <summary>A mapping with these keys, or with any keys where none are given.</summary>
    public MapReader? Map(string key, IReadOnlyList<string>? keys = null)
    {
        if (Find(key) is not { } entry) return null;
        return entry.Value is YamlMap map
            ? new MapReader(map, At(key), Findings, keys)
            : Wrong<MapReader>(key, "must hold keys with values");
    }

    /// <summary>The items of a list with their paths.</summary>
    public IEnumerable<(YamlNode Item, string Path)>? List(string key)
    {
        if (Find(key) is not { } entry) return null;
        if (entry.Value is not YamlList list) return Wrong<IEnumerable<(YamlNode, string)>>(key, "must be a list");
        return list.Items.Select((item, i) => (item, FormattableString.Invariant($"{At(key)}/{i}")));
    }

    /// <summary>A list of texts.</summary>
    public IReadOnlyList<string>? TextList(string key)
    {
        if (List(key) is not { } items) return null;
        var texts = new List<string>();
        foreach (var (item, path) in items)
        {
            Findings.Locate(path, item.Line);
            if (item is YamlScalar { IsNull: false } scalar) texts.Add(scalar.Value);
            else Findings.ReportBroken(path, item.Line, $"'{key}' must be a list of names");
        }

        return texts;
    }

    /// <summary>A list of texts as JSON. Where an item is no text, the whole list could not be read.</summary>
    public JsonArray? Names(string key)
    {
        if (TextList(key) is not { } texts) return null;
        if (texts.Count < List(key)!.Count()) Findings.Break(At(key));
        return new JsonArray([.. texts.Select(text => JsonValue.Create(text))]);
    }

    /// <summary>A list of some words.</summary>
    public IReadOnlyList<T>? Words<T>(string key, string what, IReadOnlyDictionary<string, T> words)
        where T : struct
    {
        if (List(key) is not { } items) return null;
        var values = new List<T>();
        foreach (var (item, path) in items)
        {
            Findings.Locate(path, item.Line);
            var text = (item as YamlScalar)?.Value;
            if (text is not null && words.TryGetValue(text, out var value)) values.Add(value);
            else
                Findings.ReportBroken(
                    path, item.Line, $"unknown {what} '{text}'{WordSuggestion.Hint(text ?? string.Empty, words.Keys)}");
        }

        return values;
    }

    /// <summary>Free-form JSON, an object.</summary>
    public JsonObject? Data(string key)
    {
        if (Find(key) is not { } entry) return null;
        return entry.Value is YamlMap map
            ? YamlJson.ToObject(map, Findings)
            : Wrong<JsonObject>(key, "must hold keys with values");
    }

    /// <summary>Reports a value of the wrong type, which is read as absent.</summary>
    public T? Wrong<T>(string key, string reason)
        where T : class
    {
        Findings.ReportBroken(At(key), Findings.LineOf(At(key)), $"'{key}' {reason}");
        return null;
    }

    private YamlEntry? Find(string key) => _entries.GetValueOrDefault(key);
}
