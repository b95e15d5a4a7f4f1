using DurableTeams.Errors;
using DurableTeams.Services.Health;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Embedded.Tests.Library;

/// <summary>What somebody who looks after a program asks it.</summary>
public sealed class HealthTests : IDisposable
{
    private readonly OwnProgram _program = new();

    [Fact]
    public async Task Health_OfARunThatWaits_SaysWhatWaitsAndSinceWhen()
    {
        using var host = _program.Build();
        await host.StartAsync();
        var teams = host.Services.GetRequiredService<IDurableTeams>();
        var before = await teams.HealthAsync();
        Assert.Equal((true, 0, 0, null), (before.StorageWorks, before.Pending, before.UndeliveredRuns, before.OldestPendingAt));

        var run = await teams.WaitAsync((await teams.StartAsync("newsroom", "Version 1.0 is out")).RunId);
        var health = await teams.HealthAsync();

        Assert.Equal(RunStatus.Paused, run.Status);
        Assert.Equal(run.Requirements[0].CreatedAt, health.OldestPendingAt);
        Assert.Equal(
            (true, null, 1, 0, 0, 0),
            (health.StorageWorks, health.StorageError, health.Pending, health.UndeliveredDecisions, health.UndeliveredWork,
                health.OrphanReports));
        Assert.Empty(health.DeadLetters);
        Assert.NotEqual("0", health.Version);
        Assert.Equal(1, Assert.Single(await teams.CountPendingAsync(), team => team.Key == "newsroom").Value);
        await teams.RequeueAsync("nobody");
        await host.StopAsync();
    }

    [Fact]
    public async Task DefinitionUse_OldAndNewVersion_CountsTheUnfinishedRunsOfEach()
    {
        using var host = _program.Build();
        await host.StartAsync();
        var teams = host.Services.GetRequiredService<IDurableTeams>();
        var store = host.Services.GetRequiredService<IRunStore>();
        var current = teams.Teams[0].Version;
        var run = await teams.WaitAsync((await teams.StartAsync("newsroom", "Version 1.0 is out")).RunId);
        foreach (var (id, status) in new[]
        {
            ("old1", RunStatus.Paused),
            ("old2", RunStatus.Running),
            ("old3", RunStatus.Failed)
        })
            await store.CreateRunAsync(
                TestRun.Of(id, team: "newsroom", status: status) with { DefinitionVersion = new string('b', 64) }, null);

        var use = await teams.DefinitionUseAsync("newsroom");

        Assert.Equal((current, true), (use.CurrentVersion, use.Complete));
        Assert.Equal(
            [
                new VersionUseView(current, 1, run.CreatedAt), new VersionUseView(new string('b', 64), 2, TestTime.At(0)),
            ],
            use.Versions);
        Assert.Equal(404, (await Assert.ThrowsAsync<ApiException>(() => teams.DefinitionUseAsync("nobody"))).Status);
        await host.StopAsync();
    }

    public void Dispose() => _program.Dispose();
}
