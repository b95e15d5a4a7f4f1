using System.Text.RegularExpressions;

namespace DurableTeams.Deployment.Tests.Documentation;

/// <summary>The page of the C# API has every call by which a program says what there is and asks for runs.</summary>
public sealed partial class CSharpReferenceTests
{
    private static readonly string Page = Repository.Read("docs/reference/csharp.md");

    [Fact]
    public void Page_CallsOfTheBuilder_AreAllThere() =>
        Assert.Empty(Missing(BuilderCall(), file => file.Project is not ("Functions" or "Embedded")));

    [Fact]
    public void Page_CallsOfDurableTeams_AreAllThere() =>
        Assert.Empty(Missing(TeamsCall(), file => file.Type is "IDurableTeams" or "DecisionExtensions"));

    [Fact]
    public void Page_PackagesThatAreMade_AreAllThere()
    {
        // Of each folder itself: a publish writes projects of its own below obj.
        var packed = Directory.GetDirectories(Repository.PathOf("src")).SelectMany(folder => Directory.GetFiles(folder, "*.csproj"))
            .Select(File.ReadAllText)
            .Where(project => !project.Contains("<IsPackable>false", StringComparison.Ordinal))
            .Select(project => Package().Matches(project)[^1].Groups["name"].Value);
        Assert.All(packed, name => Assert.Contains($"| `{name}` |", Page, StringComparison.Ordinal));
    }

    private static List<string> Missing(Regex call, Func<SourceText, bool>? of = null)
    {
        var names = SourceText.All.Where(of ?? (_ => true))
            .SelectMany(file => call.Matches(file.Text).Select(match => match.Groups["name"].Value)).Distinct().ToList();
        Assert.NotEmpty(names);
        return [.. names.Where(name => !Regex.IsMatch(Page, $@"\b{name}\b"))];
    }

    [GeneratedRegex(@"\bpublic (?:static )?DurableTeamsBuilder (?<name>\w+)[(<]")]
    private static partial Regex BuilderCall();

    [GeneratedRegex(@"\b(?:Task|IAsyncEnumerable)\b(?:<[^=;{(]*>)? (?<name>\w+Async)\(")]
    private static partial Regex TeamsCall();

    [GeneratedRegex("<(?:PackageId|AssemblyName)>(?<name>[^<]+)<")]
    private static partial Regex Package();
}
