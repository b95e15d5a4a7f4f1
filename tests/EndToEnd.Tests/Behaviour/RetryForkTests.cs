using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Behaviour;

/// <summary>What is recorded is not done again: by a retry, by a fork.</summary>
public sealed class RetryForkTests(ITestOutputHelper output)
{
    [Theory]
    [OnSqlite]
    [OnFunctions]
    public async Task Retry_OfARunThatFailedAtItsEnd_DoesTheLastStepAlone(StoreKind store)
    {
        await using var stage = await OpenAsync(store);
        var fails = true;
        stage.Chat.Answers = request => request is { Agent: "leader", Turn: 3 } && fails
            ? ChatAnswer.Fail(400)
            : Newsroom.Chat(request);
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        (await stage.Api.ApproveAsync(await stage.Api.UntilPausedAsync(runId))).Expect(200);
        await stage.Api.UntilAsync(runId, "failed");
        var (asked, called) = (stage.Chat.Requests.Count, stage.Tools.Requests.Count);

        fails = false;
        (await stage.Api.PostAsync($"runs/{runId}/retry", null)).Expect(202);
        var run = await stage.Api.UntilAsync(runId, "completed");

        Assert.Equal(Newsroom.Answer, run.Text("output", "text"));
        Assert.Equal((asked + 1, called), (stage.Chat.Requests.Count, stage.Tools.Requests.Count));
    }

    [Theory]
    [OnSqlite]
    [OnFunctions]
    public async Task Fork_OfAPausedRun_SharesItsPastAndGoesItsOwnWay(StoreKind store)
    {
        await using var stage = await OpenAsync(store);
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        var original = await stage.Api.UntilPausedAsync(runId);
        var asked = stage.Chat.Requests.Count;

        var forkId = (await stage.Api.PostAsync($"runs/{runId}/fork", new { })).Expect(202).Json.Text("runId")!;
        var own = await stage.Api.UntilPausedAsync(forkId);
        Assert.Equal(asked, stage.Chat.Requests.Count);
        (await stage.Api.ApproveAsync(own)).Expect(200);
        (await stage.Api.ResolveAsync(original.Text("requirementId")!, "reject")).Expect(200);
        var fork = await stage.Api.UntilAsync(forkId, "completed");
        await stage.Api.UntilAsync(runId, "completed");

        Assert.Equal(Newsroom.Answer, fork.Text("output", "text"));
        Assert.Equal($"{forkId}.2/c1", Assert.Single(stage.Tools.RequestsOf("send_message")).Key);
        Assert.Single(stage.Tools.RequestsOf("search"));
    }

    private async Task<Stage> OpenAsync(StoreKind store)
    {
        var stage = await Stage.ShareAsync(output, store, Newsroom.Team);
        Newsroom.Script(stage);
        return stage;
    }
}
