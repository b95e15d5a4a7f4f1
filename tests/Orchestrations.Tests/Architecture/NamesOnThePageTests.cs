using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace DurableTeams.Orchestrations.Tests.Architecture;

/// <summary>A newcomer searches for what docs/architecture.md names: each type and method on the page is in the code.</summary>
public sealed partial class NamesOnThePageTests
{
    [Fact]
    public void Page_TypesAndMethods_AreInTheCode()
    {
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "../../.."));
        var code = string.Join('\n', new[] { "src", "tests" }
            .SelectMany(part => Directory.GetFiles(Path.Combine(root, part), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal)).Select(File.ReadAllText));
        var words = Word().Matches(code).Select(word => word.Value).ToHashSet(StringComparer.Ordinal);

        var named = Named().Matches(File.ReadAllText(Path.Combine(root, "docs/architecture.md")))
            .SelectMany(name => name.Groups[1].Value.Split('.')).Distinct().ToList();

        Assert.Contains("TeamRun", named);
        Assert.Equal([], named.Where(name => !words.Contains(name)));
    }

    private static string Here([CallerFilePath] string file = "") => file;

    // `Type`, `Type.Method`, `Type.Nested.Method`; a folder or project has a slash.
    [GeneratedRegex(@"`([A-Z][a-z]\w*(?:\.[A-Z]\w*)*)`")]
    private static partial Regex Named();

    [GeneratedRegex(@"\b[A-Z]\w+")]
    private static partial Regex Word();
}
