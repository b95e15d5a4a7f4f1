using System.Diagnostics;
using System.Text.Json;
using DurableTeams.FunctionsHost.Starting;

namespace DurableTeams.Deployment.Tests.Publishing;

/// <summary>The build under test as it is deployed: the one publish of all tests.</summary>
public sealed class PublishTests
{
    private static readonly string[] Files =
    [
        "DurableTeams.FunctionsApp.dll", "DurableTeams.FunctionsApp.runtimeconfig.json",
        "DurableTeams.FunctionsApp.deps.json", "DurableTeams.Functions.dll", "DurableTeams.dll",
        "Microsoft.DurableTask.Worker.Grpc.dll",
        ".azurefunctions/Microsoft.Azure.WebJobs.Extensions.DurableTask.dll",
        ".azurefunctions/DurableTask.AzureStorage.dll",
    ];

    [Fact]
    public async Task Publish_FunctionsApp_HasWhatTheHostNeeds()
    {
        var app = await PublishedApp.FolderAsync();
        Task<string> ReadAsync(string file) => File.ReadAllTextAsync(Path.Combine(app, file));

        AssertHostFile(await ReadAsync("host.json"), "AzureStorage");
        foreach (var file in Files) Assert.True(File.Exists(Path.Combine(app, file)), file);
        Assert.Equal(
            Directory.EnumerateFiles(Repository.PathOf("samples/teams"), "*.yaml").Select(Path.GetFileName)
                .Order(StringComparer.Ordinal),
            Directory.EnumerateFiles(Path.Combine(app, "teams")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.False(File.Exists(Path.Combine(app, "local.settings.json")));
        using var worker = JsonDocument.Parse(await ReadAsync("worker.config.json"));
        Assert.Equal(
            "DurableTeams.FunctionsApp.dll",
            worker.RootElement.GetProperty("description").GetProperty("defaultWorkerPath").GetString());
        Assert.Contains("DurableTaskWebJobsStartup", await ReadAsync("extensions.json"), StringComparison.Ordinal);
        using var functions = JsonDocument.Parse(await ReadAsync("functions.metadata"));
        Assert.NotEmpty(functions.RootElement.EnumerateArray());
    }

    // Its package is not on every feed: what would be published is asked of the project, and nothing is restored.
    [Fact]
    public async Task Project_DurableTaskScheduler_TakesItsHostFileAndItsPackage()
    {
        using var items = JsonDocument.Parse(await DotnetAsync(
            "msbuild", "src/Functions", "-p:DurableBackend=AzureManaged", "-getItem:None", "-getItem:PackageReference",
            "-nodeReuse:false"));

        var all = items.RootElement.GetProperty("Items");
        var host = Assert.Single(all.GetProperty("None")
            .EnumerateArray(), item => item.GetProperty("Identity").GetString()!.Contains("host.", StringComparison.Ordinal));
        AssertHostFile(await File.ReadAllTextAsync(host.GetProperty("FullPath").GetString()!), "azureManaged");
        Assert.Contains(
            all.GetProperty("PackageReference").EnumerateArray(),
            item => item.GetProperty("Identity").GetString()!.EndsWith(".DurableTask.AzureManaged", StringComparison.Ordinal));
    }

    // Compiling all of it takes a minute: what would be compiled is asked of the project.
    [Fact]
    public async Task Project_ForOnePlatform_IsCompiledAheadOfTimeAndWithoutItIsPortable()
    {
        string[] asked =
        [
            "msbuild", "src/Functions", "-getProperty:PublishReadyToRun", "-getProperty:SelfContained",
            "-getItem:PublishReadyToRunExclude", "-nodeReuse:false",
        ];
        using var linux = JsonDocument.Parse(await DotnetAsync([.. asked, "-p:RuntimeIdentifier=linux-x64"]));
        using var portable = JsonDocument.Parse(await DotnetAsync(asked));

        var properties = linux.RootElement.GetProperty("Properties");
        Assert.Equal("true", properties.GetProperty("PublishReadyToRun").GetString());
        Assert.Equal("false", properties.GetProperty("SelfContained").GetString());
        Assert.Equal("", portable.RootElement.GetProperty("Properties").GetProperty("PublishReadyToRun").GetString());
    }

    [Theory]
    [InlineData("infra/hooks/publish.sh")]
    [InlineData("infra/hooks/publish.ps1")]
    [InlineData(".github/workflows/build.yml")]
    public void Deployment_OfTheApp_IsForThePlatformThatAzureRuns(string file) =>
        Assert.Contains("-c Release -r linux-x64 ", Repository.Read(file), StringComparison.Ordinal);

    // The two host files differ in what the backend needs and in nothing else that people would have to remember.
    [Fact]
    public void HostFiles_ApartFromDurableTask_AreTheSame()
    {
        static string Rest(string file)
        {
            using var document = JsonDocument.Parse(Repository.Read(file));
            return string.Join('\n', document.RootElement.EnumerateObject().Where(member => member.Name != "extensions")
                .Select(member => member.ToString()))
                + document.RootElement.GetProperty("extensions").GetProperty("http");
        }

        Assert.Equal(Rest("host.json"), Rest("host.dts.json"));
    }

    private static void AssertHostFile(string text, string backend)
    {
        using var host = JsonDocument.Parse(text);
        var durable = host.RootElement.GetProperty("extensions").GetProperty("durableTask");
        Assert.Equal(backend, durable.GetProperty("storageProvider").GetProperty("type").GetString());
        Assert.True(durable.GetProperty("tracing").GetProperty("distributedTracingEnabled").GetBoolean());
    }

    private static async Task<string> DotnetAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root
        };
        using var dotnet = Process.Start(start)!;
        var said = await Task.WhenAll(dotnet.StandardOutput.ReadToEndAsync(), dotnet.StandardError.ReadToEndAsync());
        await dotnet.WaitForExitAsync();
        Assert.True(dotnet.ExitCode == 0, string.Concat(said));
        return said[0];
    }
}
