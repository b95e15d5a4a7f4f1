using System.Text.RegularExpressions;

namespace DurableTeams.Deployment.Tests.Documentation;

/// <summary>Links of all pages lead to files and headings that are there.</summary>
public sealed partial class LinkTests
{
    private static readonly string[] Folders = ["docs", "samples", "bench"];

    public static TheoryData<string> Pages => [.. AllPages()];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_WithinTheRepository_LeadToAFileAndAHeading(string page)
    {
        var broken = Link().Matches(WithoutCode(Repository.Read(page)))
            .Select(match => match.Groups["to"].Value)
            .Where(to => !to.Contains("://", StringComparison.Ordinal) && !Leads(page, to));
        Assert.Empty(broken);
    }

    [Fact]
    public void Index_OfTheDocumentation_NamesEveryPage()
    {
        var index = Repository.Read("docs/README.md");
        Assert.All(
            AllPages().Where(page => page.StartsWith("docs/", StringComparison.Ordinal) && page != "docs/README.md"),
            page => Assert.Contains($"]({page["docs/".Length..]})", index, StringComparison.Ordinal));
    }

    [Fact]
    public void Sources_ThatNameAPage_NameOneThatIsThere() => Assert.All(
        Repository.Sources("src").Concat(Repository.Sources("tests"))
            .SelectMany(file => PageName().Matches(File.ReadAllText(file)).Select(match => match.Value))
            .Distinct(),
        page => Assert.True(File.Exists(Repository.PathOf(page)), page));

    private static bool Leads(string page, string to)
    {
        var parts = to.Split('#', 2);
        var target = parts[0].Length == 0
            ? Repository.PathOf(page)
            : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Repository.PathOf(page))!, parts[0]));
        if (parts.Length == 1) return Path.Exists(target);
        return File.Exists(target) && Heading().Matches(WithoutCode(File.ReadAllText(target)))
            .Any(match => Anchor(match.Groups["text"].Value) == parts[1]);
    }

    /// <summary>The anchor that GitHub gives a heading.</summary>
    private static string Anchor(string heading) =>
        NotInAnchors().Replace(heading.Trim().ToLowerInvariant(), "").Replace(' ', '-');

    private static string WithoutCode(string markdown) => Fence().Replace(markdown, "");

    private static IEnumerable<string> AllPages() => Folders
        .SelectMany(folder => Directory.EnumerateFiles(Repository.PathOf(folder), "*.md", SearchOption.AllDirectories))
        .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
        .Concat(Directory.EnumerateFiles(Repository.Root, "*.md").Select(file => Path.GetFileName(file)));

    [GeneratedRegex(@"\]\((?<to>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#{1,6} (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchors();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"\bdocs/[\w./-]+\.md\b")]
    private static partial Regex PageName();
}
