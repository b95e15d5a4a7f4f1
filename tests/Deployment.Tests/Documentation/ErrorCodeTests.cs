using System.Text.RegularExpressions;

namespace DurableTeams.Deployment.Tests.Documentation;

/// <summary>The page of errors has a row for each code that the product can answer, and none for another.</summary>
public sealed partial class ErrorCodeTests
{
    private const string Page = "docs/reference/troubleshooting.md";

    [Fact]
    public void Codes_OfTheSource_HaveARowEach()
    {
        var explained = Code().Matches(Repository.Read(Page)).Select(match => match.Groups["code"].Value).ToList();

        Assert.Empty(ErrorCodes.OfTheSource.All.Except(explained));
        Assert.Empty(explained.Except(ErrorCodes.OfTheSource.All));
    }

    [Fact]
    public void Codes_OfTheSource_AreWordsThatThisTestCanRead() => Assert.Empty(ErrorCodes.OfTheSource.Unreadable);

    [Fact]
    public void ExitCodes_OfTheHost_HaveARowEach() =>
        Assert.Equal(
            ExitCode().Matches(Repository.Read("src/Embedded/Hosting/Commands/ExitCodes.cs"))
                .Select(match => match.Groups["code"].Value),
            ExitRow().Matches(Repository.Read(Page)).Select(match => match.Groups["code"].Value));

    [GeneratedRegex(@"^\| `(?<code>[a-z][a-zA-Z]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Code();

    [GeneratedRegex(@"const int \w+ = (?<code>\d+);")]
    private static partial Regex ExitCode();

    [GeneratedRegex(@"^\| (?<code>\d) \|", RegexOptions.Multiline)]
    private static partial Regex ExitRow();
}
