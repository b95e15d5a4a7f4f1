using System.Text.Json;
using System.Text.RegularExpressions;
using DurableTeams.FunctionsApp.Settings;
using Microsoft.Extensions.Configuration;

namespace DurableTeams.Deployment.Tests.Settings;

public sealed partial class AppSettingsTests
{
    [Fact]
    public void Read_NamesInTheSource_AreAllInTheList()
    {
        var named = new[] { "src/Orchestrations", "src/AzureFunctions", "src/Functions" }.SelectMany(Repository.Sources)
            .SelectMany(file => Name().Matches(File.ReadAllText(file))).Select(match => match.Groups["name"].Value).ToHashSet();
        Assert.NotEmpty(named);
        Assert.Empty(named.Except(AppSettings.Read.Select(setting => setting.Name)));
    }

    [Fact]
    public void Read_EveryName_IsOnceInTheListWithAnExample()
    {
        var all = AppSettings.Read.Concat(AppSettings.OfTheHost).ToList();
        Assert.Equal(all.Count, all.Select(setting => setting.Name).Distinct().Count());
        Assert.All(all, setting => Assert.NotEmpty(setting.Example));
    }

    [Fact]
    public void SampleFile_Values_AreSettingsOfTheApp()
    {
        using var sample = JsonDocument.Parse(Repository.Read("local.settings.sample.json"));
        var names = sample.RootElement.GetProperty("Values").EnumerateObject().Select(value => value.Name).ToList();
        Assert.Contains("FUNCTIONS_WORKER_RUNTIME", names);
        Assert.Empty(
            names.Where(name => name != "FUNCTIONS_WORKER_RUNTIME").Except(AppSettings.Read.Select(setting => setting.Name)));
        Assert.Empty(AppSettings.Read.Select(setting => setting.Name)
            .Where(name => !name.Contains("__", StringComparison.Ordinal)).Except(names));
    }

    [Fact]
    public void SampleFile_AsItIs_StartsTheApp()
    {
        using var sample = JsonDocument.Parse(Repository.Read("local.settings.sample.json"));
        var values = sample.RootElement.GetProperty("Values").EnumerateObject()
            .ToDictionary(value => value.Name, value => value.Value.GetString());
        var options = FunctionsOptions.Read(
            new ConfigurationBuilder().AddInMemoryCollection(values).Build(), Repository.PathOf("samples"));
        Assert.Equal("UseDevelopmentStorage=true", options.Storage.ConnectionString);
        Assert.Null(options.Maintenance.Retention);
        Assert.Equal(TimeSpan.FromHours(1), options.Maintenance.StuckAfter);
    }

    [GeneratedRegex("\"(?<name>DURABLETEAMS_[A-Z0-9_]+|DURABLE_TASK_[A-Z_]+)\"", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
