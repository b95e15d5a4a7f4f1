using System.Text.RegularExpressions;

namespace DurableTeams.Deployment.Tests.Documentation;

/// <summary>
/// README, samples and demo tell one story: the message, what the team says, the gated call and the answer match.
/// </summary>
public sealed partial class OneStoryTests
{
    private const string Message = "Tell our readers that version 1.0 is out.";

    [Theory]
    [InlineData("README.md")]
    [InlineData("samples/README.md")]
    [InlineData("samples/coordinate.http")]
    [InlineData("samples/teams/newsroom.script.yaml")]
    [InlineData("src/Embedded/Demo/DemoCommand.cs")]
    public void Message_WhereverTheNewsroomIsAsked_IsTheSame(string file) =>
        Assert.Contains(Message, Repository.Read(file), StringComparison.Ordinal);

    [Fact]
    public void Picture_OfTheReadme_SaysWhatTheScriptSays()
    {
        var readme = Repository.Read("README.md");
        var script = Repository.Read("samples/teams/newsroom.script.yaml");
        var picture = Fence().Match(readme).Value;
        var said = Said().Matches(picture).Select(match => match.Groups["words"].Value.Trim()).ToList();

        Assert.Equal(Message, said[0]);
        Assert.Equal(6, said.Skip(1).Count(words => script.Contains(words, StringComparison.Ordinal)));
    }

    [Fact]
    public void Team_OfTheReadme_HasTheMembersAndToolsOfTheSample()
    {
        var readme = Team().Match(Repository.Read("README.md")).Value;
        var sample = Repository.Read("samples/teams/newsroom.yaml");

        Assert.Equal(Names(sample), Names(readme));
    }

    private static IReadOnlyList<string> Names(string team) =>
        [.. Name().Matches(team).Select(match => match.Groups["name"].Value)];

    [GeneratedRegex(@"^```mermaid\n.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^  \w+--?>>\w+: (?<words>[^?(\n]*[.?] ?[^(\n]*)$", RegexOptions.Multiline)]
    private static partial Regex Said();

    [GeneratedRegex(@"^id: newsroom\n.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Team();

    /// <summary>The id and the mode; each member's id and tools; each tool's name and gate.</summary>
    [GeneratedRegex(@"^(?:id|mode|  - id|    tools|    approval): (?<name>.+)$|^  (?<name>[a-z_]+):$", RegexOptions.Multiline)]
    private static partial Regex Name();
}
