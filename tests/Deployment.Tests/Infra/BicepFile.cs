using System.Text;
using System.Text.RegularExpressions;

namespace DurableTeams.Deployment.Tests.Infra;

/// <summary>
/// As much of a Bicep file as can be read without its compiler: parameters, modules with what they are given, outputs, the names
/// of settings, and whether brackets and quotes close.
/// </summary>
internal sealed partial class BicepFile
{
    private BicepFile(string path, string text)
    {
        Path = path;
        Text = text;
    }

    public string Path { get; }

    /// <summary>The file without its comments.</summary>
    public string Text { get; }

    public IReadOnlyList<(string Name, bool HasDefault)> Parameters =>
        [.. ParameterLine().Matches(Text).Select(match => (match.Groups["name"].Value, match.Groups["default"].Success))];

    public IReadOnlyList<string> Outputs => [.. OutputLine().Matches(Text).Select(match => match.Groups["name"].Value)];

    public IReadOnlyList<(string Name, string Path, IReadOnlyList<string> Given)> Modules =>
    [
        .. ModuleLine().Matches(Text)
            .Select(match => (match.Groups["name"].Value, match.Groups["path"].Value, Given(match.Index)))
    ];

    /// <summary>
    /// Names of app settings: what is written in capitals or belongs to the host's storage, as a key of an object.
    /// </summary>
    public IReadOnlyList<string> Settings =>
        [.. SettingKey().Matches(Text).Select(match => match.Groups["name"].Value).Distinct()];

    public static IReadOnlyList<BicepFile> All { get; } =
        [.. Directory.EnumerateFiles(Repository.PathOf("infra"), "*.bicep", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).Select(Load)];

    public static BicepFile Load(string path) => new(path, WithoutComments(File.ReadAllText(path)));

    public static BicepFile Parse(string text) => new("test.bicep", WithoutComments(text));

    /// <summary>Brackets that do not match, or a text that does not end; null where all do.</summary>
    public string? Unbalanced()
    {
        var open = new Stack<char>();
        for (var i = 0; i < Text.Length; i++)
        {
            var c = Text[i];
            if (c == '\n' && open.TryPeek(out var within) && within == '\'')
                return $"a text does not end: …{Text[Math.Max(0, i - 40)..i]}";
            if (open.TryPeek(out var top) && top == '\'')
            {
                if (c == '\\') i++;
                else if (c == '\'') open.Pop();
                else if (c == '$' && i + 1 < Text.Length && Text[i + 1] == '{') { open.Push('{'); i++; }
            }
            else if (c is '\'' or '{' or '[' or '(') open.Push(c);
            else if (c is '}' or ']' or ')' && (!open.TryPop(out var opener)
                || "{}[]()".IndexOf(opener, StringComparison.Ordinal) + 1 != "{}[]()".IndexOf(c, StringComparison.Ordinal)))
                return $"'{c}' closes nothing: …{Text[Math.Max(0, i - 40)..i]}";
        }

        return open.Count == 0 ? null : $"'{open.Peek()}' is not closed";
    }

    private List<string> Given(int module)
    {
        var start = Text.IndexOf("params: {", module, StringComparison.Ordinal);
        var names = new List<string>();
        var depth = 0;
        var line = new StringBuilder();
        for (var i = start + "params: {".Length; depth >= 0; i++)
        {
            var c = Text[i];
            if (c is '{' or '[' or '(') depth++;
            if (c is '}' or ']' or ')') depth--;
            line.Append(c);
            if (c != '\n') continue;
            if (KeyOfLine().Match(line.ToString()) is { Success: true } key && depth == 0) names.Add(key.Groups["name"].Value);
            line.Clear();
        }

        return names;
    }

    private static string WithoutComments(string text) => Comment().Replace(text, "");

    [GeneratedRegex(@"(?m)^\s*//.*$|(?<=\s)//\s.*$", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^param (?<name>\w+) \w+(?<default> = )?", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex ParameterLine();

    [GeneratedRegex(@"^output (?<name>\w+) ", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex OutputLine();

    [GeneratedRegex(@"^module (?<name>\w+) '(?<path>[^']+)' = ", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex ModuleLine();

    [GeneratedRegex(@"[{\s](?<name>AzureWebJobsStorage\w*|[A-Z][A-Z0-9]*(_[A-Z0-9]+)+): ", RegexOptions.CultureInvariant)]
    private static partial Regex SettingKey();

    [GeneratedRegex(@"^\s*(?<name>\w+): ", RegexOptions.CultureInvariant)]
    private static partial Regex KeyOfLine();
}
