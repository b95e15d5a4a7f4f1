using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace DurableTeams.Orchestrations.Tests.Architecture;

/// <summary>The arrows between the projects of the product: what each refers to, and nothing else.</summary>
public sealed class ProjectRoomTests
{
    private static readonly Dictionary<string, string> Arrows = new(StringComparer.Ordinal)
    {
        ["AgentFramework"] = "Orchestrations",
        ["AzureFunctions"] = "Dashboard Http Orchestrations",
        ["AzureTables"] = "Orchestrations",
        ["Dashboard"] = "Http",
        ["Embedded"] = "AzureTables Dashboard Http Mail OpenTelemetry Sqlite Worker",
        ["Functions"] = "AzureFunctions AzureTables Http Mail OpenTelemetry Orchestrations",
        ["Http"] = "Orchestrations",
        ["Mail"] = "Orchestrations",
        ["OpenTelemetry"] = "Orchestrations",
        ["Orchestrations"] = "",
        ["Sqlite"] = "Orchestrations",
        ["Testing"] = "Orchestrations Sqlite",
        ["Worker"] = "",
    };

    [Fact]
    public void Projects_ReferToWhatIsListedAndNothingElse()
    {
        // Of each folder itself: a build writes projects of its own below obj.
        var found = Directory.GetDirectories(Source()).SelectMany(project => Directory.GetFiles(project, "*.csproj"))
            .ToDictionary(file => Path.GetFileNameWithoutExtension(file), References, StringComparer.Ordinal);

        Assert.Equal(Arrows.OrderBy(arrow => arrow.Key), found.OrderBy(arrow => arrow.Key));
    }

    // What one package needs of another is public there, and in review.
    [Fact]
    public void Projects_ShowTheirInsidesToTestsAlone() => Assert.DoesNotContain(
        Directory.GetDirectories(Source()).SelectMany(project => Directory.GetFiles(project, "*.csproj"))
            .SelectMany(file => XDocument.Load(file).Descendants("InternalsVisibleTo"))
            .Select(friend => friend.Attribute("Include")!.Value),
        friend => !friend.EndsWith(".Tests", StringComparison.Ordinal)
                && friend is not ("DurableTeams.Bench" or "DurableTeams.TestSupport"));

    private static string References(string project) => string.Join(' ', XDocument.Load(project)
        .Descendants("ProjectReference")
        .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value))
        .Order(StringComparer.Ordinal));

    private static string Source([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../../src"));
}
