using DurableTeams.Azurite;
using DurableTeams.FunctionsHost.Starting;
using DurableTeams.Packages.Tests.Feed;

namespace DurableTeams.Packages.Tests.Outside;

/// <summary>
/// Programs with package references only: each starts, drives a run into a pause, is killed, starts again and ends the run.
/// </summary>
[Collection(PackagesCollection.Name)]
public sealed class OutsideProjectTests
{
    [Fact]
    public async Task FifteenLines_KilledInAPause_EndTheRunAfterARestart()
    {
        var sent = Path.Combine(await OutsideProjects.OutputAsync("web"), "sent.txt");

        await EndARunAsync(() => StartAsync("web", "web.dll"));

        Assert.Equal(["1.0 is out"], await File.ReadAllLinesAsync(sent));
    }

    [Fact]
    public async Task Template_KilledInAPause_EndsTheRunAfterARestart()
    {
        var sent = Path.Combine(await OutsideProjects.OutputAsync("Newsroom"), "messages.txt");

        await EndARunAsync(() => StartAsync("Newsroom", "Newsroom.dll"));

        Assert.Equal(["Version 1.0 is out."], await File.ReadAllLinesAsync(sent));
    }

    [AzuriteFact]
    public async Task FunctionsTemplate_KilledInAPause_EndsTheRunAfterARestart()
    {
        var output = await OutsideProjects.OutputAsync("Functions");
        await using var storage = await AzuriteServer.StartAsync(all: true);

        await EndARunAsync(async () => await OutsideServer.StartAsync(
            "dotnet", output, [await FunctionsFolders.HostAsync(), "--app", output, "--urls", "http://127.0.0.1:0"],
            ("AzureWebJobsStorage", storage.ConnectionString)));
    }

    [Fact]
    public async Task Console_KilledInAPause_EndsTheRunAfterARestart()
    {
        var output = await OutsideProjects.OutputAsync("console");
        var started = Dotnet.Start("dotnet", output, "console.dll", "start");
        using var first = System.Diagnostics.Process.Start(started)!;
        var run = await Wait.ThatAsync("a paused run", first.StandardOutput.ReadLineAsync());
        first.Kill();
        await first.WaitForExitAsync();

        var said = await Dotnet.RunProgramAsync("dotnet", output, "console.dll", "approve", run!);

        Assert.EndsWith("completed: Our readers know.", said.TrimEnd(), StringComparison.Ordinal);
        Assert.Contains("RunCompleted", said, StringComparison.Ordinal);
        Assert.Equal(["1.0 is out"], await File.ReadAllLinesAsync(Path.Combine(output, "sent.txt")));
    }

    private static async Task<OutsideServer> StartAsync(string project, string program)
    {
        var output = await OutsideProjects.OutputAsync(project);
        return await OutsideServer.StartAsync("dotnet", output, [program, "--urls", "http://127.0.0.1:0"]);
    }

    private static async Task EndARunAsync(Func<Task<OutsideServer>> startAsync)
    {
        string run, requirement;
        await using (var first = await startAsync())
        {
            var started = await first.PostAsync("teams/newsroom/runs", new { message = "Tell our readers" });
            run = started.GetProperty("runId").GetString()!;
            var paused = await first.RunAsync(run, "paused");
            requirement = paused.GetProperty("requirements")[0].GetProperty("requirementId").GetString()!;
            await first.KillAsync();
        }

        await using var second = await startAsync();
        await second.PostAsync($"approvals/{requirement}/resolve", new { decision = "approve", by = "ann" });
        var ended = await second.RunAsync(run, "completed");

        Assert.StartsWith(
            "Our readers know", ended.GetProperty("output").GetProperty("text").GetString(), StringComparison.Ordinal);
    }
}
