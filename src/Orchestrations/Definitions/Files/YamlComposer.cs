using DurableTeams.Definitions.Checks;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace DurableTeams.Definitions.Files;

/// <summary>
/// Makes nodes from the parse events of a document. YamlDotNet's own representation model stops at the first duplicate key,
/// recurses without a bound, and expands aliases without a bound; team files are not trusted that far.
/// </summary>
internal sealed class YamlComposer(IParser parser, Findings findings)
{
    /// <summary>Levels of nesting; well under the depth at which JSON of the definition would be refused.</summary>
    public const int MaxDepth = 40;

    private const long MaxWeight = 2 * 1024 * 1024;
    private readonly Dictionary<string, YamlNode> _anchors = new(StringComparer.Ordinal);
    private long _weight;

    /// <summary>The only document, or null where there is none.</summary>
    public YamlNode? Document()
    {
        parser.Consume<StreamStart>();
        if (parser.Accept<StreamEnd>(out _)) return null;
        parser.Consume<DocumentStart>();
        var root = Node(1);
        parser.Consume<DocumentEnd>();
        if (parser.Accept<DocumentStart>(out var second)) throw Fail(second, "a second document starts here; write one per file");
        parser.Consume<StreamEnd>();
        return root;
    }

    private YamlNode Node(int depth)
    {
        var start = parser.Consume<ParsingEvent>();
        if (depth > MaxDepth) throw Fail(start, $"nested deeper than {MaxDepth} levels");
        if (start is AnchorAlias alias) return Aliased(alias, depth);
        if (start is not NodeEvent node) throw Fail(start, "a value is missing");
        if (!node.Tag.IsEmpty && node.Tag.Value is not ("!" or "tag:yaml.org,2002:str"))
        {
            throw Fail(start, $"the tag '{node.Tag.Value}' is not supported; write the value without it");
        }

        YamlNode made = node switch
        {
            Scalar { Style: var style } scalar =>
                Weigh(new YamlScalar(scalar.Value, style == ScalarStyle.Plain && scalar.Tag.IsEmpty, LineOf(start)), start),
            SequenceStart => List(start, depth),
            _ => Map(start, depth),
        };
        // The anchor is known only from here on: an alias within its own anchor finds nothing.
        if (!node.Anchor.IsEmpty) _anchors[node.Anchor.Value] = made;
        return made;
    }

    private YamlNode Aliased(AnchorAlias alias, int depth)
    {
        if (!_anchors.TryGetValue(alias.Value.Value, out var target))
        {
            throw Fail(alias, $"there is no anchor '&{alias.Value.Value}' before this alias");
        }

        if (depth + target.Height - 1 > MaxDepth) throw Fail(alias, $"nested deeper than {MaxDepth} levels");
        return Weigh(target, alias);
    }

    private YamlList List(ParsingEvent start, int depth)
    {
        var items = new List<YamlNode>();
        while (!parser.TryConsume<SequenceEnd>(out _)) items.Add(Node(depth + 1));
        return new YamlList(items, LineOf(start));
    }

    private YamlMap Map(ParsingEvent start, int depth)
    {
        var entries = new Dictionary<string, YamlEntry>(StringComparer.Ordinal);
        var merged = new List<YamlNode>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var at = parser.Current!;
            if (Node(depth + 1) is not YamlScalar key)
            {
                throw Fail(at, "a key must be text; quote a value that starts with '{' or '['");
            }

            var value = Node(depth + 1);
            if (key is { Plain: true, Value: "<<" }) merged.Add(value);
            else if (!entries.TryAdd(key.Value, new YamlEntry(key.Value, LineOf(at), value)))
            {
                findings.ReportAt(LineOf(at), $"duplicate key '{key.Value}'; it is first on line {entries[key.Value].Line}");
            }
        }

        foreach (var source in merged) Merge(source, entries, start);
        return new YamlMap([.. entries.Values], LineOf(start));
    }

    private void Merge(YamlNode source, Dictionary<string, YamlEntry> entries, ParsingEvent start)
    {
        foreach (var part in source is YamlList list ? list.Items : [source])
        {
            if (part is not YamlMap map) throw Fail(start, "'<<' takes an alias of a mapping, or a list of them");
            foreach (var entry in map.Entries)
            {
                if (entries.TryAdd(entry.Key, entry)) Weigh(entry.Value, start);
            }
        }
    }

    private YamlNode Weigh(YamlNode node, ParsingEvent at) =>
        (_weight += node.Weight) <= MaxWeight ? node : throw Fail(at, "its anchors and aliases expand to more than 2 MiB");

    private static YamlException Fail(ParsingEvent at, string reason) => new(at.Start, at.End, reason);

    private static int LineOf(ParsingEvent at) => (int)at.Start.Line;
}
