using System.Globalization;
using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Hosting;

public sealed class StartupTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Start_WithBrokenTeamFiles_Exits2AndNamesEveryFault()
    {
        using var folder = new TeamFolder();
        folder.Write("keys.yaml", """
            id: keys
            name: Keys
            mode: coordinate
            model: leader
            modle: typo
            models:
              leader: { provider: openai, model: m, endpoint: "http://127.0.0.1:1/v1", apiKey: "${E2E_NOT_SET_ANYWHERE}" }
            members:
              - id: one
                model: nowhere
                tools: [missing_tool]
            """);
        folder.Write("mode.yaml", """
            id: mode
            name: Mode
            mode: telepathy
            model: leader
            models: { leader: { provider: scripted, script: missing.script.yaml } }
            members: []
            """);
        folder.Write("later.yaml", Newsroom.Team.ToYaml("http://127.0.0.1:9/v1", "http://127.0.0.1:9")
            .Replace("mode: coordinate", "mode: consensus", StringComparison.Ordinal));
        folder.Write("syntax.yaml", "id: syntax\nmembers: [");

        var exited = await HostProcess.RunToExitAsync(new HostOptions(folder.Teams, folder.Data).Arguments);
        output.WriteLine(exited.Output);

        Assert.Equal(2, exited.Code);
        Assert.All(
            [
                "keys.yaml", "modle", "E2E_NOT_SET_ANYWHERE", "nowhere", "missing_tool", "mode.yaml", "telepathy", "later.yaml",
                "consensus", "syntax.yaml"
            ],
            word => Assert.Contains(word, exited.Output, StringComparison.Ordinal));
        Assert.Matches(@"keys\.yaml:5\b", exited.Output);
        Assert.DoesNotContain("Listening on", exited.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", exited.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OnADataDirectoryInUse_Exits3AndNamesTheHolder()
    {
        await using var stage = await Stage.OpenAsync(output, Newsroom.Team);
        var exited = await HostProcess.RunToExitAsync(stage.Options.Arguments, stage.Options.Environment);
        output.WriteLine(exited.Output);

        Assert.Equal(3, exited.Code);
        Assert.Contains(stage.Host.Id.ToString(CultureInfo.InvariantCulture), exited.Output, StringComparison.Ordinal);
        (await stage.Api.GetAsync("health")).Expect(200);
    }

    [Fact]
    public async Task Start_OnTheDataOfAKilledHost_TakesItOver()
    {
        await using var stage = await Stage.OpenAsync(output, Newsroom.Team);
        await stage.KillAsync();
        await stage.StartHostAsync();
        (await stage.Api.GetAsync("health")).Expect(200);
    }

    [Fact]
    public async Task Start_OffLoopbackWithoutAKey_IsRefused()
    {
        using var folder = new TeamFolder().With(Newsroom.Team);
        var options = folder.Options with { Urls = "http://0.0.0.0:0" };
        var exited = await HostProcess.RunToExitAsync(options.Arguments, options.Environment);
        output.WriteLine(exited.Output);

        Assert.NotEqual(0, exited.Code);
        Assert.Contains("--key", exited.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Listening on", exited.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithAnUnknownOption_IsRefused()
    {
        using var folder = new TeamFolder().With(Newsroom.Team);
        var exited = await HostProcess.RunToExitAsync(
            [.. folder.Options.Arguments, "--no-such-option"], folder.Options.Environment);
        Assert.NotEqual(0, exited.Code);
        Assert.Contains("--no-such-option", exited.Output, StringComparison.Ordinal);
    }
}
