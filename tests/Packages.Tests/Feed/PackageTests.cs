using System.IO.Compression;
using System.Xml.Linq;

namespace DurableTeams.Packages.Tests.Feed;

/// <summary>What <c>dotnet pack Serverless.sln</c> makes.</summary>
[Collection(PackagesCollection.Name)]
public sealed class PackageTests
{
    private static readonly string[] Packages =
    [
        "DurableTeams", "DurableTeams.AgentFramework", "DurableTeams.AspNetCore", "DurableTeams.AzureTables",
        "DurableTeams.Dashboard", "DurableTeams.Functions", "DurableTeams.Mail", "DurableTeams.OpenTelemetry",
        "DurableTeams.Sqlite",
        "DurableTeams.Templates", "DurableTeams.Testing", "DurableTeams.Tool", "DurableTeams.Worker",
    ];

    [Fact]
    public async Task Pack_Solution_MakesThesePackagesAndNoOther()
    {
        var feed = await PackageFeed.FolderAsync();

        IEnumerable<string> Names(string extension) => Directory.EnumerateFiles(feed, "*" + extension)
            .Select(file => Path.GetFileName(file)[..^(PackageFeed.Version.Length + extension.Length + 1)])
            .Order(StringComparer.Ordinal);
        Assert.Equal(Packages, Names(".nupkg"));
        // A template has no code to look into.
        Assert.Equal(Packages.Where(package => package != "DurableTeams.Templates"), Names(".snupkg"));
    }

    [Fact]
    public async Task Packages_Each_SayWhatTheyAreAndDependOnTheirOwnVersion()
    {
        var feed = await PackageFeed.FolderAsync();
        foreach (var package in Packages)
        {
            await using var archive = await ZipFile.OpenReadAsync(Path.Combine(feed, $"{package}.{PackageFeed.Version}.nupkg"));
            await using var written = await archive.GetEntry(package + ".nuspec")!.OpenAsync();
            var spec = await XDocument.LoadAsync(written, LoadOptions.None, CancellationToken.None);
            string? Of(string name) => spec.Descendants().FirstOrDefault(one => one.Name.LocalName == name)?.Value;

            Assert.Equal("MIT", Of("license"));
            Assert.Equal("PACKAGE.md", Of("readme"));
            Assert.NotNull(archive.GetEntry("PACKAGE.md"));
            Assert.True(Of("description")?.Length > 40, package);
            Assert.All(
                spec.Descendants().Where(one => one.Name.LocalName == "dependency"
                    && one.Attribute("id")!.Value.StartsWith("DurableTeams", StringComparison.Ordinal)),
                one => Assert.Equal(PackageFeed.Version, one.Attribute("version")!.Value));
            if (archive.GetEntry($"lib/net10.0/{package}.dll") is not null)
                Assert.NotNull(archive.GetEntry($"lib/net10.0/{package}.xml"));
        }
    }
}
