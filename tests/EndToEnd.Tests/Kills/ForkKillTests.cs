using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Kills;

/// <summary>Kills right after a fork was accepted: it goes on by itself, from where it was forked.</summary>
public sealed class ForkKillTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Fork_HostKilledRightAfterThe202_GoesOnAndDoesNothingOfThePastAgain()
    {
        await using var stage = await Stage.OpenAsync(output, Newsroom.Team);
        Newsroom.Script(stage);
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        var original = await stage.Api.UntilPausedAsync(runId);
        var asked = stage.Chat.Requests.Count;

        var forkId = (await stage.Api.PostAsync($"runs/{runId}/fork", new { }, ("Idempotency-Key", "one"))).Expect(202).Json.Text(
            "runId")!;
        await stage.KillAsync();
        await stage.StartHostAsync();
        stage.Traffic.Thaw();
        var again = (await stage.Api.PostAsync($"runs/{runId}/fork", new { }, ("Idempotency-Key", "one"))).Expect(202).Json.Text(
            "runId");
        var own = await stage.Api.UntilPausedAsync(forkId);

        Assert.Equal(forkId, again);
        Assert.Equal(asked, stage.Chat.Requests.Count);
        Assert.Single(stage.Tools.RequestsOf("search"));
        (await stage.Api.ResolveAsync(original.Text("requirementId")!, "reject")).Expect(200);
        (await stage.Api.ApproveAsync(own)).Expect(200);
        var fork = await stage.Api.UntilAsync(forkId, "completed");
        await stage.Api.UntilAsync(runId, "completed");

        Assert.Equal(Newsroom.Answer, fork.At("output").Text("text"));
        var sent = Assert.Single(stage.Tools.RequestsOf("send_message"));
        Assert.Equal($"{forkId}.2/c1", sent.Key);
        Assert.Single(stage.Tools.RequestsOf("search"));
    }
}
