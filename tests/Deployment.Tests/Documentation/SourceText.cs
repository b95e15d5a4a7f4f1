using System.Text.RegularExpressions;

namespace DurableTeams.Deployment.Tests.Documentation;

/// <summary>The text of a source file, without its comments.</summary>
/// <param name="Type">The type that the file is named after, <c>RunRules</c> for <c>RunRules.WorkEnds.cs</c>.</param>
/// <param name="Project">The folder of its project.</param>
/// <param name="Text">The text.</param>
internal sealed partial record SourceText(string Type, string Project, string Text)
{
    /// <summary>All of the product.</summary>
    public static IReadOnlyList<SourceText> All { get; } =
    [
        .. Repository.Sources("src")
            .Select(file => new SourceText(
                Path.GetFileName(file).Split('.')[0],
                Path.GetRelativePath(Repository.Root, file).Split(Path.DirectorySeparatorChar)[1],
                Comment().Replace(File.ReadAllText(file), "")))
    ];

    /// <summary>The arguments of each call that a pattern finds; the pattern ends with the opening parenthesis.</summary>
    public IEnumerable<IReadOnlyList<string>> Calls(string pattern) =>
        Regex.Matches(Text, pattern).Select(match => Arguments(match.Index + match.Length));

    private List<string> Arguments(int start)
    {
        List<string> arguments = [];
        var (depth, quoted, from) = (0, false, start);
        for (var at = start; at < Text.Length; at++)
        {
            var c = Text[at];
            if (c == '"' && Text[at - 1] != '\\') quoted = !quoted;
            if (quoted) continue;
            if (c is '(' or '[' or '{') depth++;
            var ends = c == ')' && depth == 0;
            if (c is ')' or ']' or '}') depth--;
            if (!ends && (c != ',' || depth > 0)) continue;
            arguments.Add(Text[from..at].Trim());
            from = at + 1;
            if (ends) break;
        }

        return arguments;
    }

    [GeneratedRegex("^ *//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();
}
