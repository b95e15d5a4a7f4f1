using System.Text.RegularExpressions;

namespace DurableTeams.Compat.Tests.Declarations;

/// <summary>
/// Reads a listing: a namespace, two spaces and a type, four spaces and a member. What is normalised, all of it:
/// "??" is "?" (out parameters were listed so), "= null" is "= default", type constraints are dropped (only one listing has
/// them), and an interface's members are "public abstract" whether or not a listing says so.
/// </summary>
public static partial class ApiListing
{
    private static readonly HashSet<string> None = [];

    public static IReadOnlyDictionary<string, ApiType> ReadAll(string folder) =>
        Parse(Directory.EnumerateFiles(folder, "*.txt").Order(StringComparer.Ordinal).SelectMany(File.ReadLines));

    public static IReadOnlyDictionary<string, ApiType> Parse(IEnumerable<string> lines)
    {
        var types = new Dictionary<string, ApiType>(StringComparer.Ordinal);
        var space = "";
        var members = new HashSet<string>(StringComparer.Ordinal);
        var kind = "";
        foreach (var line in lines.Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (line.StartsWith("    ", StringComparison.Ordinal))
            {
                members.UnionWith(kind == "enum" ? line.Trim().Split(", ") : [Member(line.Trim(), kind)]);
            }
            else if (line.StartsWith("  ", StringComparison.Ordinal))
            {
                var type = Header(space, line.Trim());
                kind = type.Kind;
                // Two assemblies may each list a part of what is one static class to a reader.
                if (!types.TryAdd(type.FullName, type)) type = types[type.FullName];
                members = (HashSet<string>)type.Members;
            }
            else
            {
                space = line["namespace ".Length..].Trim();
            }
        }

        return types;
    }

    private static ApiType Header(string space, string header)
    {
        if (DelegateHeader().Match(header) is { Success: true } signature)
        {
            var line = new HashSet<string> { Member(header, "") };
            return new($"{space}.{signature.Groups["name"].Value}", "delegate", None, None, line);
        }

        var match = TypeHeader().Match(header);
        if (!match.Success) throw new FormatException($"Not a type: '{header}'.");
        var bases = match.Groups["bases"].Value;
        return new(
            $"{space}.{match.Groups["name"].Value}",
            match.Groups["kind"].Value,
            bases.Length == 0 ? None : SplitOutsideBrackets(bases).ToHashSet(StringComparer.Ordinal),
            None,
            new HashSet<string>(StringComparer.Ordinal));
    }

    private static string Member(string line, string kind)
    {
        var normal = Constraints().Replace(line, "")
            .Replace("??", "?", StringComparison.Ordinal)
            .Replace("= null", "= default", StringComparison.Ordinal);
        var lacksModifiers = kind == "interface" && !normal.StartsWith("public ", StringComparison.Ordinal);
        return lacksModifiers ? "public abstract " + normal : normal;
    }

    private static IEnumerable<string> SplitOutsideBrackets(string text)
    {
        int depth = 0, start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '<') depth++;
            if (text[i] == '>') depth--;
            if (text[i] != ',' || depth > 0) continue;
            yield return text[start..i].Trim();
            start = i + 1;
        }

        yield return text[start..].Trim();
    }

    [GeneratedRegex(
        @"^(?<kind>(?:(?:abstract|sealed|static) )*(?:class|struct|record|interface|enum)) (?<name>[^:]+?)(?: : (?<bases>.+))?$")]
    private static partial Regex TypeHeader();

    [GeneratedRegex(@"^delegate .+ (?<name>\S+)\(.*\)$")]
    private static partial Regex DelegateHeader();

    [GeneratedRegex(" where .*$")]
    private static partial Regex Constraints();
}
