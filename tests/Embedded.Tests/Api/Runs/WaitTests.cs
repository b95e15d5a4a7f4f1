using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Api.Runs;

/// <summary><c>Prefer: wait</c> on every call that sets a run going.</summary>
public sealed class WaitTests(ApiHost api) : IClassFixture<ApiHost>
{
    [Theory]
    [InlineData("resolve")]
    [InlineData("continue")]
    public async Task Decision_PreferWait_AnswersWithTheRunThatEnded(string way)
    {
        var runId = await api.StartAsync();
        var requirementId = await api.Store.PausedAsync(runId);
        var (path, body) = way == "resolve"
            ? ($"approvals/{requirementId}/resolve", """{"decision":"approve"}""")
            : ($"runs/{runId}/continue", $$"""{"decisions":[{"requirementId":"{{requirementId}}","decision":"approve"}]}""");

        var call = api.SendAsync(path, body, ("Prefer", "wait=30"));
        await UntilAsync(runId, RunStatus.Running);
        Assert.False(call.IsCompleted);
        await api.Store.EndedAsync(runId);

        await AnswersAsync(await call, 200, "wait=30", "completed");
    }

    [Fact]
    public async Task Decision_WithOthersLeftToDecide_DoesNotWait()
    {
        var runId = await api.StartAsync();
        var requirementId = await api.Store.PausedAsync(runId, change: asked => asked with { Quorum = 2 });
        var call = await api.SendAsync(
            $"approvals/{requirementId}/resolve", """{"decision":"approve","by":"ann"}""", ("Prefer", "wait=30"));
        await AnswersAsync(call, 200, "wait=30", "paused");
    }

    [Theory]
    [InlineData("retry")]
    [InlineData("fork")]
    public async Task Start_PreferWait_AnswersWithTheRunThatEnded(string way)
    {
        var runId = await api.StartAsync();
        await api.Store.RunningAsync(runId);
        await api.Store.EndedAsync(runId, RunStatus.Failed);
        var known = (await api.Store.ListRunsAsync(new RunQuery())).Items.Select(run => run.RunId).ToHashSet();

        var call = api.SendAsync($"runs/{runId}/{way}", "", ("Prefer", "wait=30"));
        var started = runId;
        if (way == "fork")
        {
            started = await Wait.ForAsync("the fork", async () => (await api.Store.ListRunsAsync(new RunQuery())).Items
                .Select(run => run.RunId).FirstOrDefault(id => !known.Contains(id)));
        }

        await UntilAsync(started, RunStatus.Pending);
        Assert.False(call.IsCompleted);
        await api.Store.EndedAsync(started);

        await AnswersAsync(await call, 200, "wait=30", "completed");
    }

    [Fact]
    public async Task Decision_PreferWaitThatRunsOut_IsTheRunAsItIs()
    {
        var requirementId = await api.Store.PausedAsync(await api.StartAsync());
        var call = await api.SendAsync($"approvals/{requirementId}/resolve", """{"decision":"approve"}""", ("Prefer", "wait=0"));
        await AnswersAsync(call, 200, "wait=0", "running");
    }

    private static async Task AnswersAsync(HttpResponseMessage response, int expected, string applied, string runStatus)
    {
        Assert.Equal(applied, Assert.Single(response.Headers.GetValues("Preference-Applied")));
        var (status, run) = await ApiHost.ReadAsync(response);
        Assert.Equal((expected, runStatus), (status, run.GetProperty("status").GetString()));
    }

    private Task UntilAsync(string runId, RunStatus status) =>
        Wait.UntilAsync($"{status}", async () => (await api.Store.FindRunAsync(runId))?.Status == status);
}
