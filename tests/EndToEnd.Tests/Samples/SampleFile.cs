using System.Text.RegularExpressions;

namespace DurableTeams.EndToEnd.Tests.Samples;

/// <summary>The runs that a <c>samples/*.http</c> file starts.</summary>
/// <param name="Team">The team.</param>
/// <param name="Body">The request's body.</param>
internal sealed partial record SampleFile(string Team, string Body)
{
    public static string Directory { get; } = Find();

    public static IEnumerable<string> Names =>
        System.IO.Directory.EnumerateFiles(Directory, "*.http").Select(path => Path.GetFileNameWithoutExtension(path))
            .Order(StringComparer.Ordinal);

    public static IReadOnlyList<SampleFile> Read(string name) =>
    [
        .. Request().Matches(File.ReadAllText(Path.Combine(Directory, name + ".http")).ReplaceLineEndings("\n"))
            .Select(match => new SampleFile(match.Groups["team"].Value, match.Groups["body"].Value))
    ];

    private static string Find()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "Serverless.sln"))) at = at.Parent;
        return Path.Combine(at!.FullName, "samples");
    }

    [GeneratedRegex(@"^POST \{\{api\}\}/teams/(?<team>[a-z0-9-]+)/runs\n(?:.+\n)*\n(?<body>\{.*\})$", RegexOptions.Multiline)]
    private static partial Regex Request();
}
