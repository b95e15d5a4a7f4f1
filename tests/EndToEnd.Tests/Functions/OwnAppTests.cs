using System.Text.Json;
using DurableTeams.Azurite;
using DurableTeams.EndToEnd.Tests.Harness;
using DurableTeams.FunctionsHost.Starting;

namespace DurableTeams.EndToEnd.Tests.Functions;

/// <summary>
/// An Azure Functions app of one's own (<c>tests/OwnFunctionsApp</c>): it refers to the package, and has a model, a tool, a team
/// and a function that no host of ours knows. The function starts the run, before any request to the API.
/// </summary>
public sealed class OwnAppTests
{
    [FunctionsFact]
    public async Task OwnApp_KilledInAPause_GoesOnWithItsModelItsToolAndItsFunction()
    {
        using var folder = new TeamFolder();
        var sent = Path.Combine(folder.Data, "sent.txt");
        Directory.CreateDirectory(folder.Data);
        await using var azurite = await AzuriteServer.StartAsync(all: true);
        var options = new FunctionsOptions(
            new Dictionary<string, string>
            {
                ["AzureWebJobsStorage"] = azurite.ConnectionString,
                ["SENT_MESSAGES"] = sent,
            },
            Key: "a-key",
            App: await Precompiled.FolderAsync(FunctionsFolders.Built("tests/OwnFunctionsApp"), "own"));
        string run;
        JsonElement asked;
        await using (var first = await FunctionsServer.StartAsync(options))
        {
            using var stranger = new ApiClient(first.Address, null);
            Assert.Equal(401, (await stranger.PostAsync("news", new { })).Status);
            run = (await first.Api.PostAsync("news", new { })).Expect(200).Body;
            asked = await first.Api.UntilPausedAsync(run);
            Assert.False(File.Exists(sent));
            await first.KillAsync();
        }

        await using var second = await FunctionsServer.StartAsync(options);
        (await second.Api.ApproveAsync(asked)).Expect(200);
        var ended = await second.Api.UntilAsync(run, "completed");

        Assert.Equal("It is sent.", ended.Text("output", "text"));
        Assert.Equal(["Rates are down"], await File.ReadAllLinesAsync(sent));
    }
}
