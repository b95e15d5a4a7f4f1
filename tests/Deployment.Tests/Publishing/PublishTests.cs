using System.Diagnostics;
using System.Text.Json;

namespace DurableTeams.Deployment.Tests.Publishing;

/// <summary>Publishes the build under test as it is deployed; what only the official packages add (extensions, worker.config.json) is the workflow's to see.</summary>
public sealed class PublishTests : IDisposable
{
    private readonly string _out = Directory.CreateTempSubdirectory("publish-").FullName;

    public void Dispose() => Directory.Delete(_out, recursive: true);

    [Theory]
    [InlineData("AzureStorage", "AzureStorage")]
    [InlineData("AzureManaged", "azureManaged")]
    public async Task Publish_FunctionsApp_HasTheHostFileOfTheBackendTheTeamsAndTheWorker(string backend, string type)
    {
        await PublishAsync(backend);

        using var host = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_out, "host.json")));
        var durable = host.RootElement.GetProperty("extensions").GetProperty("durableTask");
        Assert.Equal(type, durable.GetProperty("storageProvider").GetProperty("type").GetString());
        Assert.True(durable.GetProperty("tracing").GetProperty("distributedTracingEnabled").GetBoolean());
        foreach (var file in new[] { "DurableTeams.Functions.dll", "DurableTeams.Functions.runtimeconfig.json", "DurableTeams.Functions.deps.json", "DurableTeams.Orchestrations.dll" })
            Assert.True(File.Exists(Path.Combine(_out, file)), file);
        Assert.Equal(
            Directory.EnumerateFiles(Repository.PathOf("samples/teams"), "*.yaml").Select(Path.GetFileName).Order(StringComparer.Ordinal),
            Directory.EnumerateFiles(Path.Combine(_out, "teams")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.False(File.Exists(Path.Combine(_out, "local.settings.json")));
    }

    // The two host files differ in what the backend needs and in nothing else that people would have to remember.
    [Fact]
    public void HostFiles_ApartFromDurableTask_AreTheSame()
    {
        static string Rest(string file)
        {
            using var document = JsonDocument.Parse(Repository.Read(file));
            return string.Join('\n', document.RootElement.EnumerateObject().Where(member => member.Name != "extensions").Select(member => member.ToString()))
                + document.RootElement.GetProperty("extensions").GetProperty("http");
        }

        Assert.Equal(Rest("host.json"), Rest("host.dts.json"));
    }

    private async Task PublishAsync(string backend)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Repository.Root };
        // What this test was compiled against, as it was built: nothing is compiled a second time beside other tests.
        var configuration = AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";
        foreach (var argument in new[] { "publish", "src/Functions", "--no-build", "-c", configuration, $"-p:DurableBackend={backend}", "-o", _out, "-nodeReuse:false" })
            start.ArgumentList.Add(argument);
        using var publish = Process.Start(start)!;
        var said = await Task.WhenAll(publish.StandardOutput.ReadToEndAsync(), publish.StandardError.ReadToEndAsync());
        await publish.WaitForExitAsync();
        Assert.True(publish.ExitCode == 0, string.Concat(said));
    }
}
