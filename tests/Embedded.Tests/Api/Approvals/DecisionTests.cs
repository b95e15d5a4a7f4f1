using DurableTeams.Contracts;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Api.Approvals;

public sealed class DecisionTests(ApiHost api) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task Resolve_Approve_IsStoredSignalledAndRepeatable()
    {
        var runId = await api.StartAsync();
        var requirementId = await api.Store.PausedAsync(runId);

        var (status, run) = await api.PostAsync(
            $"approvals/{requirementId}/resolve", """{"decision":"approve","by":"ann","note":"fine"}""");

        Assert.Equal(
            (200, runId, "running"), (status, run.GetProperty("runId").GetString(), run.GetProperty("status").GetString()));
        var requirement = run.GetProperty("requirements")[0];
        Assert.Equal("approved", requirement.GetProperty("status").GetString());
        Assert.Equal("ann", requirement.GetProperty("resolvedBy").GetString());
        Assert.Equal("ann", requirement.GetProperty("approvals").GetProperty("given")[0].GetString());
        var signal = Assert.Single(api.Engine.Raised, raised => raised.EventName == requirementId);
        Assert.Equal(RunIds.Member(runId, 1), signal.InstanceId);
        Assert.Equal(new DecisionSignal("approve", 1), signal.Payload);
        Assert.Equal("running", (await api.GetAsync($"runs/{runId}")).Body.GetProperty("status").GetString());

        Assert.Equal(200, (await api.PostAsync($"approvals/{requirementId}/resolve", """{"decision":"approve"}""")).Status);
        var (other, problem) = await api.PostAsync($"approvals/{requirementId}/resolve", """{"decision":"reject"}""");
        Assert.Equal(409, other);
        Assert.Equal("alreadyDecided", problem.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Resolve_EditedArguments_AreWhatIsShown_AndOtherEditsConflict()
    {
        var requirementId = await api.Store.PausedAsync(await api.StartAsync());
        var (status, run) = await api.PostAsync(
            $"approvals/{requirementId}/resolve", """{"decision":"approve","arguments":{"text":"better"}}""");
        Assert.Equal(200, status);
        Assert.Equal("better", run.GetProperty("requirements")[0].GetProperty("tool").GetProperty("arguments").GetProperty("text")
            .GetString());
        Assert.Equal(200, (await api.PostAsync(
            $"approvals/{requirementId}/resolve", """{"decision":"approve","arguments":{ "text" : "better"}}""")).Status);
        Assert.Equal(409, (await api.PostAsync($"approvals/{requirementId}/resolve", """{"decision":"approve"}""")).Status);
    }

    [Fact]
    public async Task Resolve_EditThatIsNotAllowed_Is409AndStaysPending()
    {
        var requirementId = await api.Store.PausedAsync(await api.StartAsync(), allowEdit: false);
        var (status, problem) = await api.PostAsync(
            $"approvals/{requirementId}/resolve", """{"decision":"approve","arguments":{"text":"x"}}""");
        Assert.Equal(409, status);
        Assert.Equal("editNotAllowed", problem.GetProperty("code").GetString());
        Assert.Equal("pending", (await api.GetAsync($"approvals/{requirementId}")).Body.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Continue_OneOfTwoConflicts_TakesNeither()
    {
        var runId = await api.StartAsync();
        var first = await api.Store.PausedAsync(runId);
        var second = await api.Store.PausedAsync(runId, ordinal: 2);
        await api.PostAsync($"approvals/{first}/resolve", """{"decision":"reject","note":"no"}""");

        var (status, _) = await api.PostAsync($"runs/{runId}/continue", Decisions((second, "approve"), (first, "approve")));
        Assert.Equal(409, status);
        Assert.Equal("pending", (await api.GetAsync($"approvals/{second}")).Body.GetProperty("status").GetString());

        var (taken, run) = await api.PostAsync($"runs/{runId}/continue", Decisions((second, "approve"), (first, "reject")));
        Assert.Equal(200, taken);
        Assert.Equal(["rejected", "approved"], run.GetProperty("requirements").EnumerateArray()
            .Select(item => item.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task Resolve_RunFinished_Is409ButARepeatIs200()
    {
        var runId = await api.StartAsync();
        var decided = await api.Store.PausedAsync(runId);
        var open = await api.Store.PausedAsync(runId, ordinal: 2);
        await api.PostAsync($"approvals/{decided}/resolve", """{"decision":"approve"}""");
        await api.Store.EndedAsync(runId, RunStatus.Failed);

        Assert.Equal(200, (await api.PostAsync($"approvals/{decided}/resolve", """{"decision":"approve"}""")).Status);
        Assert.Equal(409, (await api.PostAsync($"approvals/{open}/resolve", """{"decision":"approve"}""")).Status);
    }

    [Fact]
    public async Task Resolve_ManyAtOnce_OneDecisionWins()
    {
        var requirementId = await api.Store.PausedAsync(await api.StartAsync());
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            api.PostAsync(
                $"approvals/{requirementId}/resolve", i % 2 == 0 ? """{"decision":"approve"}""" : """{"decision":"reject"}""")));
        Assert.Equal(10, answers.Count(answer => answer.Status == 200));
        Assert.Equal(10, answers.Count(answer => answer.Status == 409));
    }

    [Fact]
    public async Task Approvals_Inbox_ListsPendingOverRuns()
    {
        var runId = await api.StartAsync();
        var requirementId = await api.Store.PausedAsync(runId);
        var (_, page) = await api.GetAsync($"approvals?status=pending&teamId=newsroom&memberId=sender&runId={runId}");
        Assert.Equal(
            requirementId, Assert.Single(page.GetProperty("items").EnumerateArray()).GetProperty("requirementId").GetString());
        Assert.Equal(
            0, (await api.GetAsync($"approvals?status=approved&runId={runId}")).Body.GetProperty("items").GetArrayLength());
        var byDeadline = (await api.GetAsync($"approvals?order=deadline&runId={runId}")).Body.GetProperty("items");
        Assert.Equal(requirementId, byDeadline[0].GetProperty("requirementId").GetString());
    }

    private static string Decisions(params (string Id, string Decision)[] decisions)
    {
        var items = decisions.Select(item => $$"""{"requirementId":"{{item.Id}}","decision":"{{item.Decision}}"}""");
        return $$"""{"decisions":[{{string.Join(',', items)}}]}""";
    }
}
