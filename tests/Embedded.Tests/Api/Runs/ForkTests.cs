using DurableTeams.Contracts;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Api.Runs;

public sealed class ForkTests(ApiHost api) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task Fork_FinishedRun_Is202WithLocationAndARunOfItsOwn()
    {
        var runId = await FinishedAsync("""{"message":"hello","userId":"ann","metadata":{"ticket":7}}""");
        var (_, origin) = await api.GetAsync($"runs/{runId}");

        using var response = await api.SendAsync(
            $"runs/{runId}/fork", "", ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
        var location = response.Headers.Location?.OriginalString;
        var (status, fork) = await ApiHost.ReadAsync(response);

        var forkId = fork.GetProperty("runId").GetString()!;
        Assert.Equal((202, $"/api/runs/{forkId}", "pending"), (status, location, fork.GetProperty("status").GetString()));
        Assert.NotEqual(runId, forkId);
        foreach (var same in new[] { "teamId", "sessionId", "userId", "metadata", "definitionVersion", "input" })
            Assert.Equal(origin.GetProperty(same).GetRawText(), fork.GetProperty(same).GetRawText());
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", fork.GetProperty("traceId").GetString());
        Assert.Equal(
            origin.EnumerateObject().Select(member => member.Name), fork.EnumerateObject().Select(member => member.Name));
        Assert.Equal(1, Assert.IsType<TeamRunInput>(Assert.Single(
            api.Engine.Scheduled,
            instance => instance.InstanceId == forkId).Input).Attempt);
        var started = Assert.Single(await api.Store.ListEventsAsync(forkId, 0, 10)).Data!.Value;
        Assert.Equal($$"""{"runId":"{{runId}}","sequence":1}""", started.GetProperty("forkOf").GetRawText());
        Assert.Equal("completed", (await api.GetAsync($"runs/{runId}")).Body.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Fork_PausedRun_ListsARequirementOfItsOwn()
    {
        var runId = await api.StartAsync();
        var asked = await api.Store.PausedAsync(runId);
        // What its model call would have told.
        await api.Store.CommitAsync(new RunChange(runId, DateTimeOffset.UtcNow)
        {
            Events =
            [
                new RunEventDraft(
                    "l", RunEventTypes.ModelCallCompleted, RunIds.Leader(runId), Data: JsonText.Parse("""{"turn":1}""")),
                new RunEventDraft("s", RunEventTypes.MemberRunStarted, $"{runId}.1", TestTeams.Member),
                new RunEventDraft(
                    "m", RunEventTypes.ModelCallCompleted, $"{runId}.1", TestTeams.Member, JsonText.Parse("""{"turn":1}""")),
            ],
        });

        var (status, fork) = await api.PostAsync($"runs/{runId}/fork", "{}");
        var requirement = Assert.Single(fork.GetProperty("requirements").EnumerateArray().ToArray());

        Assert.Equal(202, status);
        Assert.Equal(asked.Replace(runId, fork.GetProperty("runId")
            .GetString(), StringComparison.Ordinal), requirement.GetProperty("requirementId").GetString());
        var (decided, _) = await api.PostAsync(
            $"approvals/{requirement.GetProperty("requirementId").GetString()}/resolve", """{"decision":"reject"}""");
        Assert.Equal(200, decided);
        Assert.Equal("pending", (await api.GetAsync($"approvals/{asked}")).Body.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Fork_SameKey_IsOneForkAndAnotherBodyIs422()
    {
        var runId = await FinishedAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 4)
            .Select(_ => api.PostAsync($"runs/{runId}/fork", """{"message":"more"}""", ("Idempotency-Key", "k"))));
        var (other, problem) = await api.PostAsync($"runs/{runId}/fork", """{"message":"less"}""", ("Idempotency-Key", "k"));
        var (elsewhere, of) = await api.PostAsync(
            $"runs/{await FinishedAsync()}/fork", """{"message":"more"}""", ("Idempotency-Key", "k"));

        Assert.All(answers, answer => Assert.Equal(202, answer.Status));
        var forkId = Assert.Single(answers.Select(answer => answer.Body.GetProperty("runId").GetString()).Distinct());
        Assert.Equal((422, "idempotencyKeyReused"), (other, problem.GetProperty("code").GetString()));
        Assert.Equal(202, elsewhere);
        Assert.NotEqual(forkId, of.GetProperty("runId").GetString());
    }

    [Fact]
    public async Task Fork_WithoutAKey_IsAnotherOneEachTime()
    {
        var runId = await FinishedAsync();
        var (_, first) = await api.PostAsync($"runs/{runId}/fork", "");
        var (_, second) = await api.PostAsync($"runs/{runId}/fork", "");
        Assert.NotEqual(first.GetProperty("runId").GetString(), second.GetProperty("runId").GetString());
    }

    [Theory]
    [InlineData("""{"fromSequence":3}""", "fromSequence")]
    [InlineData("""{"fromSequence":-1}""", "fromSequence")]
    [InlineData("""{"fromSequence":1.5}""", "fromSequence")]
    [InlineData("""{"fromSequence":"1"}""", "fromSequence")]
    [InlineData("""{"message":7}""", "message")]
    [InlineData("""{"message":" "}""", "message")]
    public async Task Fork_BodyThatMakesNoSense_Is400NamingTheField(string body, string field)
    {
        var (status, problem) = await api.PostAsync($"runs/{await FinishedAsync()}/fork", body);
        Assert.Equal((400, "invalidField", field), (status, problem.GetProperty("code").GetString(), problem.GetProperty("field")
            .GetString()));
    }

    [Fact]
    public async Task Fork_OutOfRange_NamesTheRange()
    {
        var (_, problem) = await api.PostAsync($"runs/{await FinishedAsync()}/fork", """{"fromSequence":3}""");
        Assert.Contains("0 (nothing) to 2", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fork_PendingRun_IsOneToo()
    {
        var runId = await api.StartAsync();
        var (status, fork) = await api.PostAsync($"runs/{runId}/fork", """{"message":"other"}""");
        Assert.Equal((202, "other"), (status, fork.GetProperty("input").GetString()));
    }

    [Fact]
    public async Task Fork_UnknownRun_Is404()
    {
        var (status, problem) = await api.PostAsync("runs/nope/fork", "{}");
        Assert.Equal((404, "runNotFound"), (status, problem.GetProperty("code").GetString()));
    }

    private async Task<string> FinishedAsync(string body = """{"message":"hello"}""")
    {
        var runId = await api.StartAsync(body);
        await api.Store.RunningAsync(runId);
        await api.Store.EndedAsync(runId);
        return runId;
    }
}
