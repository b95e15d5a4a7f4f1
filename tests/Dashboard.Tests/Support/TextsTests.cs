using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace DurableTeams.Dashboard.Tests.Support;

/// <summary>The texts of pages stand in one file, each once, and each is used.</summary>
public sealed partial class TextsTests
{
    [Fact]
    public void Texts_AreUsed_AndInTheOrderOfTheirNames()
    {
        var source = Path.GetFullPath(Path.Combine(Here(), "../../../src/Dashboard"));
        var names = Name().Matches(File.ReadAllText(Path.Combine(source, "Texts.resx"))).Select(match => match.Groups[1].Value)
            .ToList();
        var code = string.Concat(Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".cs" or ".razor"
                && !Path.GetRelativePath(source, file).StartsWith("obj", StringComparison.Ordinal))
            .Select(File.ReadAllText));
        var used = Use().Matches(code).Select(match => match.Groups[1].Value).ToHashSet(StringComparer.Ordinal);

        Assert.Equal(names.Distinct().Order(StringComparer.Ordinal), names);
        Assert.Empty(names.Except(used));
    }

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    [GeneratedRegex("<data name=\"(\\w+)\"")]
    private static partial Regex Name();

    [GeneratedRegex(@"\bTexts\.(\w+)")]
    private static partial Regex Use();
}
