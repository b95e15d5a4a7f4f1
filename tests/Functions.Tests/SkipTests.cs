using System.Reflection;
using DurableTeams.Azurite;
using DurableTeams.Functions.Tests.Storage;

namespace DurableTeams.Functions.Tests;

/// <summary>What becomes of tests on the emulator where there can be none.</summary>
public sealed class SkipTests : IDisposable
{
    private readonly DirectoryInfo _path = Directory.CreateTempSubdirectory("durableteams-path-");

    public void Dispose() => _path.Delete(recursive: true);

    [Fact]
    public void Why_PathWithoutNode_NamesWhatIsMissing()
    {
        Assert.Equal("Runs on Azurite: needs node and npm on the PATH.", Why());
        Put(AzuriteTools.Node);
        Assert.Equal("Runs on Azurite: needs npm on the PATH.", Why());
        Put(AzuriteTools.Npm);
        Assert.Null(Why());

        string? Why() =>
            AzuriteTools.Why(null, _path.FullName, () => null)?.Replace(".exe", "", StringComparison.Ordinal).Replace(
                ".cmd",
                "",
                StringComparison.Ordinal);
    }

    [Fact]
    public void Why_InstallationThatFails_SaysWhatNpmSaid()
    {
        Put(AzuriteTools.Node);
        Put(AzuriteTools.Npm);
        Assert.Equal("Runs on Azurite: no network", AzuriteTools.Why(null, _path.FullName, () => "no network"));
    }

    [Theory]
    [InlineData("1", false)]
    [InlineData("0", true)]
    [InlineData("", true)]
    public void Why_RequireAll_IsNoReasonToSkip(string requireAll, bool skips) =>
        Assert.Equal(skips, AzuriteTools.Why(requireAll, _path.FullName, () => "no network") is not null);

    [AzuriteFact]
    public async Task Npm_WithoutALockFile_FailsWithItsWords()
    {
        var npm = AzuriteTools.Find(AzuriteTools.Npm)!;
        await File.WriteAllTextAsync(Path.Combine(_path.FullName, "package.json"), "{}");
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => AzuriteInstall.NpmAsync(npm, _path.FullName));
        Assert.StartsWith("npm ci ended with 1", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(TableRunTests))]
    [InlineData(typeof(TableRequirementTests))]
    [InlineData(typeof(TableSessionTests))]
    [InlineData(typeof(TableTreeTests))]
    [InlineData(typeof(TableWorkTests))]
    public void Conformance_OnTables_SkipsAsTheOthersDo(Type part)
    {
        var tests = part.GetMethods().Select(method => method.GetCustomAttribute<Xunit.FactAttribute>())
            .OfType<Xunit.FactAttribute>().ToList();
        Assert.NotEmpty(tests);
        Assert.All(tests, test => Assert.True(test is AzuriteFactAttribute or AzuriteTheoryAttribute));
        Assert.All(tests, test => Assert.Equal(AzuriteTools.WhyNot, test.Skip));
    }

    private void Put(string tool) => File.WriteAllText(Path.Combine(_path.FullName, tool), "");
}
