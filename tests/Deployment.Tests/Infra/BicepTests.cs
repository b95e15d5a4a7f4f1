using System.Text.Json;
using System.Text.RegularExpressions;
using DurableTeams.FunctionsApp.Settings;

namespace DurableTeams.Deployment.Tests.Infra;

/// <summary>What Bicep does not check of infra/: names, and what belongs together.</summary>
public sealed partial class BicepTests
{
    private static readonly BicepFile Main = BicepFile.Load(Repository.PathOf("infra/main.bicep"));

    [Fact]
    public void Files_AllOfThem_CloseWhatTheyOpen()
    {
        Assert.True(BicepFile.All.Count >= 8);
        foreach (var file in BicepFile.All) Assert.True(file.Unbalanced() is null, $"{file.Path}: {file.Unbalanced()}");
    }

    [Theory]
    [InlineData("var a = { b: 'c' ")]
    [InlineData("var a = [ { ] }")]
    [InlineData("var a = 'b\nvar c = d")]
    [InlineData("var a = '${b'")]
    public void Unbalanced_TextThatDoesNotClose_IsFound(string text) => Assert.NotNull(BicepFile.Parse(text).Unbalanced());

    [Fact]
    public void Modules_EachPath_ExistsAndIsGivenExactlyWhatItNeeds()
    {
        Assert.NotEmpty(Main.Modules);
        foreach (var (name, path, given) in Main.Modules)
        {
            var module = BicepFile.Load(Repository.PathOf(Path.Combine("infra", path)));
            Assert.Empty(given.Except(module.Parameters.Select(parameter => parameter.Name)));
            Assert.Empty(module.Parameters.Where(parameter => !parameter.HasDefault).Select(parameter => parameter.Name)
                .Except(given).Select(missing => $"{name}: {missing}"));
        }
    }

    [Fact]
    public void Modules_EachFileInApp_IsUsed() => Assert.Equal(
        Directory.EnumerateFiles(Repository.PathOf("infra/app"), "*.bicep").Select(file => "app/" + Path.GetFileName(file))
            .Order(StringComparer.Ordinal),
        Main.Modules.Select(module => module.Path).Order(StringComparer.Ordinal));

    [Fact]
    public void Outputs_ThatMainReads_AreThere()
    {
        foreach (Match use in OutputUse().Matches(Main.Text))
        {
            var path = Main.Modules.Single(module => module.Name == use.Groups["module"].Value).Path;
            Assert.Contains(use.Groups["output"].Value, BicepFile.Load(Repository.PathOf("infra/" + path)).Outputs);
        }
    }

    [Fact]
    public void Parameters_OfTheFile_AreDeclared()
    {
        using var file = JsonDocument.Parse(Repository.Read("infra/main.parameters.json"));
        var given = file.RootElement.GetProperty("parameters").EnumerateObject().Select(parameter => parameter.Name).ToList();
        Assert.Empty(given.Except(Main.Parameters.Select(parameter => parameter.Name)));
        Assert.Empty(Main.Parameters.Where(parameter => !parameter.HasDefault).Select(parameter => parameter.Name).Except(given));
    }

    [Fact]
    public void Parameters_OfTheFile_HoldNoValuesOfTheirOwn()
    {
        using var file = JsonDocument.Parse(Repository.Read("infra/main.parameters.json"));
        foreach (var parameter in file.RootElement.GetProperty("parameters").EnumerateObject())
            Assert.Matches(@"^\$\{[A-Z_]+(=[A-Za-z]+)?\}$", parameter.Value.GetProperty("value").GetString());
    }

    [Fact]
    public void Settings_InBicep_AreKnownToTheAppOrItsHost() => Assert.Empty(
        BicepFile.Load(Repository.PathOf("infra/app/api.bicep")).Settings.Except(
            AppSettings.Read.Concat(AppSettings.OfTheHost).Select(setting => setting.Name)));

    [Fact]
    public void Settings_ThatTheAppReads_AreSetInBicepOrDocumentedAsOptional()
    {
        var set = BicepFile.Load(Repository.PathOf("infra/app/api.bicep")).Settings;
        var optional = OptionalRow().Matches(Repository.Read("docs/reference/functions-app.md"))
            .Select(match => match.Groups["name"].Value).ToHashSet();
        Assert.Empty(AppSettings.Read.Select(setting => setting.Name).Except(set).Except(optional));
        Assert.Empty(optional.Except(AppSettings.Read.Select(setting => setting.Name)));
    }

    [Fact]
    public void Hub_InBicep_IsTheOneOfTheHostFile()
    {
        using var host = JsonDocument.Parse(Repository.Read("host.dts.json"));
        var hub = host.RootElement.GetProperty("extensions").GetProperty("durableTask").GetProperty("hubName").GetString()!;
        Assert.Matches("^[a-zA-Z0-9-]{3,64}$", hub);
        Assert.Contains($"name: '{hub}'", Repository.Read("infra/app/scheduler.bicep"), StringComparison.Ordinal);
    }

    [Fact]
    public void Files_AllOfThem_HoldNoSecretAndAllowNoSharedKeys()
    {
        var all = string.Concat(BicepFile.All.Select(file => file.Text));
        Assert.DoesNotMatch("(?i)AccountKey=|SharedAccessSignature|listKeys\\(|password", all);
        Assert.Contains("allowSharedKeyAccess: false", all, StringComparison.Ordinal);
        foreach (var file in BicepFile.All)
        {
            foreach (Match secret in SecretParameter().Matches(file.Text))
                Assert.Contains("@secure()", file.Text[Math.Max(0, secret.Index - 120)..secret.Index], StringComparison.Ordinal);
        }
    }

    [GeneratedRegex(@"\b(?<module>\w+)\.\??outputs\.(?<output>\w+)", RegexOptions.CultureInvariant)]
    private static partial Regex OutputUse();

    [GeneratedRegex(@"^\| `(?<name>[A-Za-z0-9_]+)` \| optional", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex OptionalRow();

    [GeneratedRegex(@"^param (linkKeys|webhookKeys) ", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex SecretParameter();
}
