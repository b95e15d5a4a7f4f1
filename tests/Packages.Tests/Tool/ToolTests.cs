using DurableTeams.Packages.Tests.Feed;
using DurableTeams.Packages.Tests.Outside;

namespace DurableTeams.Packages.Tests.Tool;

/// <summary>The command <c>durableteams</c>, installed from the packages, outside the repository.</summary>
[Collection(PackagesCollection.Name)]
public sealed class ToolTests : IDisposable
{
    private static readonly Lazy<Task<string>> Installed = new(() => Task.Run(InstallAsync));

    // Not below the folder of the other tests: nothing of theirs is to be found from here.
    private readonly string _folder = Directory.CreateTempSubdirectory("durableteams-tool-").FullName;

    [Fact]
    public async Task Demo_Installed_PlaysTheWholeStory() =>
        Assert.Contains("nothing lost, nothing repeated", await RunAsync("demo"), StringComparison.Ordinal);

    [Fact]
    public async Task Serve_TeamsBesideIt_GoThroughARunWithAKill()
    {
        var teams = Directory.CreateDirectory(Path.Combine(_folder, "teams")).FullName;
        await File.WriteAllTextAsync(Path.Combine(teams, "echo.yaml"), """
            id: echo
            mode: sequential
            model: own
            models: { own: { provider: scripted, script: echo.script.yaml } }
            members: [{ id: only, tools: [note] }]
            tools: { note: { approval: externalExecution, description: Notes, parameters: { type: object, properties: {} } } }
            """);
        await File.WriteAllTextAsync(Path.Combine(teams, "echo.script.yaml"), """
            turns:
              - { turn: 1, calls: [{ tool: note, arguments: {} }] }
              - { text: "Noted: {last}" }
            """);
        Assert.Contains("echo", await RunAsync("validate", "teams"), StringComparison.Ordinal);

        string run;
        await using (var first = await ServeAsync())
        {
            run = (await RunAsync("run", "echo", "hello", "--detach", "--server", first.Address)).Trim();
            await first.RunAsync(run, "paused");
            await first.KillAsync();
        }

        await using (var second = await ServeAsync())
        {
            var requirement = (await second.RunAsync(run, "paused")).GetProperty("requirements")[0].GetProperty("requirementId")
                .GetString()!;
            Assert.Contains(requirement, await RunAsync("inbox", "--server", second.Address), StringComparison.Ordinal);
            await RunAsync("answer", requirement, "--result", "done", "--by", "ann", "--server", second.Address);
            Assert.Contains("Noted: done", await RunAsync("follow", run, "--server", second.Address), StringComparison.Ordinal);
        }

        Assert.Contains("sound", await RunAsync("check"), StringComparison.Ordinal);
        Assert.Contains(run, await RunAsync("history", run), StringComparison.Ordinal);
        Assert.Contains("ann", await RunAsync("audit"), StringComparison.Ordinal);
        Assert.Contains("bytes written", await RunAsync("backup", "copy.db"), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<string> RunAsync(params string[] arguments) =>
        await Dotnet.RunProgramAsync(await Installed.Value, _folder, arguments);

    private async Task<OutsideServer> ServeAsync() =>
        await OutsideServer.StartAsync(await Installed.Value, _folder, ["--urls", "http://127.0.0.1:0"]);

    private static async Task<string> InstallAsync()
    {
        await PackageFeed.FolderAsync();
        var tools = Path.Combine(PackageFeed.Outside, "tools");
        await Dotnet.RunAsync(
            PackageFeed.Outside, "tool", "install", "DurableTeams.Tool", "--tool-path", tools, "--version", PackageFeed.Version);
        return Path.Combine(tools, OperatingSystem.IsWindows() ? "durableteams.exe" : "durableteams");
    }
}
