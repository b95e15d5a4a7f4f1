using DurableTeams.Contracts;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Api.Runs;

public sealed class RetryTests(ApiHost api) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task Retry_FailedRun_Is202AndItsOrchestrationStartsAgainUnderItsId()
    {
        var runId = await api.StartAsync();
        await api.Store.RunningAsync(runId);
        await api.Store.EndedAsync(runId, RunStatus.Failed);

        using var response = await api.SendAsync($"runs/{runId}/retry", "");
        var location = response.Headers.Location;
        var (status, run) = await ApiHost.ReadAsync(response);

        Assert.Equal((202, $"/api/runs/{runId}"), (status, location?.OriginalString));
        Assert.Equal("pending", run.GetProperty("status").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, run.GetProperty("error").ValueKind);
        var started = api.Engine.Scheduled.Where(instance => instance.InstanceId == runId)
            .Select(instance => (TeamRunInput)instance.Input!);
        Assert.Equal([0, 1], started.Select(input => input.Attempt));
        var last = (await EventsAsync(runId))[^1];
        Assert.Equal("RunContinued", last.Type);
        Assert.Equal(1, last.Data!.Value.GetProperty("attempt").GetInt32());
    }

    [Theory]
    [InlineData(RunStatus.Running)]
    [InlineData(RunStatus.Completed)]
    public async Task Retry_RunThatHasNotFailed_Is409(RunStatus stage)
    {
        var runId = await api.StartAsync();
        await api.Store.RunningAsync(runId);
        if (stage == RunStatus.Completed) await api.Store.EndedAsync(runId);

        var (status, problem) = await api.PostAsync($"runs/{runId}/retry", "");

        Assert.Equal((409, "runNotFailed"), (status, problem.GetProperty("code").GetString()));
        Assert.Single(api.Engine.Scheduled, instance => instance.InstanceId == runId);
    }

    [Fact]
    public async Task Retry_AskedManyTimesAtOnce_IsOneRetry()
    {
        var runId = await api.StartAsync();
        await api.Store.RunningAsync(runId);
        await api.Store.EndedAsync(runId, RunStatus.Failed);

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => api.PostAsync($"runs/{runId}/retry", "")));

        Assert.Contains(answers, answer => answer.Status == 202);
        Assert.All(answers, answer => Assert.Contains(answer.Status, new[] { 202, 409 }));
        Assert.Single(await EventsAsync(runId), one => one.Type == RunEventTypes.RunContinued);
        Assert.Equal(1, (await api.Store.FindRunAsync(runId))!.Attempt);
    }

    [Fact]
    public async Task Retry_UnknownRun_Is404()
    {
        var (status, problem) = await api.PostAsync("runs/nope/retry", "");
        Assert.Equal((404, "runNotFound"), (status, problem.GetProperty("code").GetString()));
    }

    private Task<IReadOnlyList<RunEvent>> EventsAsync(string runId) => api.Store.ListEventsAsync(runId, 0, 100);
}
