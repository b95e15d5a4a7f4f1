using DurableTeams.Contracts;
using DurableTeams.Storage;

namespace DurableTeams.Embedded.Tests.Api.Runs;

public sealed class StartRunTests(ApiHost api) : IClassFixture<ApiHost>
{
    private const string Runs = "teams/newsroom/runs";

    [Fact]
    public async Task Start_Message_Is202WithLocationAndTheWholeRun()
    {
        using var response = await api.SendAsync(
            Runs,
            """{"message":"hello","userId":"ann","metadata":{"ticket":7}}""",
            ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
        var location = response.Headers.Location?.ToString();
        var (status, run) = await ApiHost.ReadAsync(response);

        Assert.Equal(202, status);
        var runId = run.GetProperty("runId").GetString()!;
        Assert.Equal($"/api/runs/{runId}", location);
        Assert.Matches("^r[a-z0-9]{26}$", runId);
        string[] members =
        [
            "runId", "teamId", "sessionId", "userId", "parentRunId", "status", "input", "output", "requirements", "members",
            "activeAgent", "state",
            "usage", "error", "metadata", "definitionVersion", "traceId", "createdAt", "updatedAt", "completedAt",
        ];
        Assert.Equal(members, run.EnumerateObject().Select(member => member.Name));
        Assert.Equal("pending", run.GetProperty("status").GetString());
        Assert.Equal("hello", run.GetProperty("input").GetString());
        Assert.Equal("ann", run.GetProperty("userId").GetString());
        Assert.Equal(7, run.GetProperty("metadata").GetProperty("ticket").GetInt32());
        Assert.Equal("engineers", run.GetProperty("state").GetProperty("audience").GetString());
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", run.GetProperty("traceId").GetString());
        Assert.EndsWith("Z", run.GetProperty("createdAt").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("s", run.GetProperty("sessionId").GetString(), StringComparison.Ordinal);
        var input = Assert.IsType<TeamRunInput>(
            Assert.Single(api.Engine.Scheduled, scheduled => scheduled.InstanceId == runId).Input);
        Assert.Equal(run.GetProperty("definitionVersion").GetString(), input.DefinitionVersion);
    }

    [Fact]
    public async Task Start_SameKeySameBody_ReturnsTheSameRun()
    {
        var (_, first) = await api.PostAsync(
            Runs, """{"message":"once","metadata":{"a":1,"b":2}}""", ("Idempotency-Key", "same"));
        var (status, second) = await api.PostAsync(
            Runs, """{ "metadata": {"b":2, "a":1}, "message":"once" }""", ("Idempotency-Key", "same"));
        Assert.Equal(202, status);
        Assert.Equal(first.GetProperty("runId").GetString(), second.GetProperty("runId").GetString());
        Assert.Equal(first.GetProperty("sessionId").GetString(), second.GetProperty("sessionId").GetString());
    }

    [Fact]
    public async Task Start_SameKeyOtherBody_Is422()
    {
        await api.PostAsync(Runs, """{"message":"one"}""", ("Idempotency-Key", "other"));
        var (status, problem) = await api.PostAsync(Runs, """{"message":"two"}""", ("Idempotency-Key", "other"));
        Assert.Equal(422, status);
        Assert.Equal("idempotencyKeyReused", problem.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Start_InTheSessionOfAnotherUser_Is409()
    {
        await api.PostAsync(Runs, """{"message":"mine","sessionId":"of ann","userId":"ann"}""");
        Assert.Equal(202, (await api.PostAsync(Runs, """{"message":"whose?","sessionId":"of ann"}""")).Status);
        var (status, problem) = await api.PostAsync(Runs, """{"message":"mine","sessionId":"of ann","userId":"bob"}""");
        Assert.Equal((409, "sessionOfAnotherUser", "userId"), (status, problem.GetProperty("code")
            .GetString(), problem.GetProperty("field").GetString()));
        Assert.Equal(202, (await api.PostAsync(Runs, """{"message":"again","sessionId":"of ann","userId":"ann"}""")).Status);
    }

    [Fact]
    public async Task Start_SameKeyInParallel_IsOneRun()
    {
        var starts = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => api.PostAsync(Runs, """{"message":"race"}""", ("Idempotency-Key", "race"))));
        Assert.All(starts, start => Assert.Equal(202, start.Status));
        Assert.Single(starts.Select(start => start.Body.GetProperty("runId").GetString()).Distinct());
    }

    [Fact]
    public async Task Start_KeyOfARunThatWasNeverScheduled_SchedulesIt()
    {
        api.Engine.Failure = new InvalidOperationException("the engine is away");
        try
        {
            var (accepted, pending) = await api.PostAsync(Runs, """{"message":"again"}""", ("Idempotency-Key", "again"));
            Assert.Equal(202, accepted);
            Assert.DoesNotContain(
                api.Engine.Scheduled, scheduled => scheduled.InstanceId == pending.GetProperty("runId").GetString());
        }
        finally
        {
            api.Engine.Failure = null;
        }

        var (status, run) = await api.PostAsync(Runs, """{"message":"again"}""", ("Idempotency-Key", "again"));
        Assert.Equal(202, status);
        Assert.Contains(api.Engine.Scheduled, scheduled => scheduled.InstanceId == run.GetProperty("runId").GetString());
    }

    [Fact]
    public async Task Start_PreferWait_Is200AsSoonAsTheRunPauses()
    {
        var start = api.SendAsync(Runs, """{"message":"wait","sessionId":"waits"}""", ("Prefer", "respond-async, wait=30"));
        await api.Store.PausedAsync(await RunOfAsync("waits"));
        using var response = await start;
        var applied = response.Headers.GetValues("Preference-Applied").Single();
        var (status, run) = await ApiHost.ReadAsync(response);
        Assert.Equal(200, status);
        Assert.Equal("wait=30", applied);
        Assert.Equal("paused", run.GetProperty("status").GetString());
        Assert.Single(run.GetProperty("requirements").EnumerateArray());
    }

    [Fact]
    public async Task Start_PreferWaitThatRunsOut_Is202()
    {
        var (status, run) = await api.PostAsync(Runs, """{"message":"wait"}""", ("Prefer", "wait=0"));
        Assert.Equal(202, status);
        Assert.Equal("pending", run.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Start_AcceptEventStream_StreamsUntilTheRunEnds()
    {
        var start = api.SendAsync(Runs, """{"message":"stream","sessionId":"streams"}""", ("Accept", "text/event-stream"));
        var runId = await RunOfAsync("streams");
        await api.Store.RunningAsync(runId);
        await api.Store.EndedAsync(runId);
        using var response = await start;
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        var text = await response.Content.ReadAsStringAsync();
        Assert.Contains("event: RunStarted\n", text, StringComparison.Ordinal);
        Assert.Contains("event: RunCompleted\n", text, StringComparison.Ordinal);
    }

    /// <summary>The run of a session, as soon as it is there.</summary>
    private Task<string> RunOfAsync(string sessionId) => Wait.ForAsync($"a run of '{sessionId}'", async () =>
        (await api.Store.ListRunsAsync(new RunQuery(SessionId: sessionId))).Items is [var run, ..] ? run.RunId : null);
}
