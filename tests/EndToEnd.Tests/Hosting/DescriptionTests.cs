using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Hosting;

public sealed class DescriptionTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Teams_AreListedWithoutSecrets()
    {
        await using var stage = await Stage.OpenAsync(output, Newsroom.Team, Newsroom.Team with { Id = "second" });
        var list = (await stage.Api.GetAsync("teams")).Expect(200);
        var team = (await stage.Api.GetAsync("teams/newsroom")).Expect(200);

        Assert.Equal("newsroom", team.Json.Text("id"));
        Assert.Equal("coordinate", team.Json.Text("mode"));
        Assert.Equal(["researcher", "telegram-agent"], team.Json.Items("members").Select(member => member.Text("id")!));
        Assert.Contains("second", list.Body, StringComparison.Ordinal);
        Assert.All([list.Body, team.Body], body => Assert.All(
            [Stage.ApiKey, Stage.ToolKey], secret => Assert.DoesNotContain(secret, body, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Secrets_OfARun_AreNowhereInTheDataDirectoryOrTheOutput()
    {
        await using var stage = await Stage.OpenAsync(output, Newsroom.Team);
        Newsroom.Script(stage);
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        (await stage.Api.ApproveAsync(await stage.Api.UntilPausedAsync(runId))).Expect(200);
        await stage.Api.UntilAsync(runId, "completed");
        Assert.Equal(0, await stage.Host.TerminateAsync());

        foreach (var file in Directory.EnumerateFiles(stage.Folder.Data, "*", SearchOption.AllDirectories))
        {
            var text = System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file));
            Assert.All([Stage.ApiKey, Stage.ToolKey], secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
        }

        Assert.DoesNotContain(Stage.ApiKey, stage.Host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_And_Description_AreServed()
    {
        await using var stage = await Stage.OpenAsync(output, Newsroom.Team);
        (await stage.Api.GetAsync("health")).Expect(200);
        var description = (await stage.Api.GetAsync("openapi.json")).Expect(200).Json;
        Assert.StartsWith("3.", description.Text("openapi"), StringComparison.Ordinal);
        var paths = string.Join(' ', description.At("paths").EnumerateObject().Select(path => path.Name));
        Assert.All(
            ["teams", "/runs", "/events", "/messages", "/continue", "/cancel", "approvals", "/resolve", "sessions", "health"],
            path => Assert.Contains(path, paths, StringComparison.Ordinal));
    }
}
