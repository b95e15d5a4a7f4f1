using System.Text.RegularExpressions;

namespace DurableTeams.Deployment.Tests.Documentation;

/// <summary>The C# of README and tutorial is that of the apps in samples/, which are built with everything else.</summary>
public sealed partial class SampleAppTests
{
    [Theory]
    [InlineData("README.md", "samples/newsroom-app")]
    [InlineData("docs/tutorial/first-app.md", "samples/first-app")]
    public void Code_OfThePage_IsThatOfTheApp(string page, string app)
    {
        var files = Directory.EnumerateFiles(Repository.PathOf(app), "*.cs").Select(File.ReadAllText).ToList();
        var blocks = Block().Matches(Repository.Read(page)).Select(match => match.Groups["code"].Value).ToList();

        Assert.NotEmpty(blocks);
        Assert.All(blocks, block => Assert.True(files.Exists(file => HasLines(file, block)), block));
    }

    // A block may leave out lines of the file, such as what a later step adds.
    private static bool HasLines(string file, string block)
    {
        var at = 0;
        return block.Split('\n', StringSplitOptions.RemoveEmptyEntries).All(line =>
        {
            var found = file.IndexOf(line, at, StringComparison.Ordinal);
            at = found + line.Length;
            return found >= 0;
        });
    }

    [GeneratedRegex(@"^```csharp\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
