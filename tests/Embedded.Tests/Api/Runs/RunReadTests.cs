using System.Text.Json;
using DurableTeams.Contracts;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Api.Runs;

public sealed class RunReadTests(ApiHost api) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task Get_PausedRun_ShowsMembersCallsAndRequirements()
    {
        var runId = await api.StartAsync();
        var requirementId = await api.Store.PausedAsync(runId);

        var (status, run) = await api.GetAsync($"runs/{runId}");

        Assert.Equal(200, status);
        Assert.Equal("paused", run.GetProperty("status").GetString());
        Assert.Equal(10, run.GetProperty("usage").GetProperty("inputTokens").GetInt32());
        var member = Assert.Single(run.GetProperty("members").EnumerateArray());
        Assert.Equal(
            [
                "memberRunId", "memberId", "parentRunId", "spawn", "task", "status", "output", "usage", "tools", "error",
                "startedAt", "completedAt", "finishReason"
            ],
            member.EnumerateObject().Select(value => value.Name));
        Assert.Equal("sender", member.GetProperty("memberId").GetString());
        Assert.Equal(runId, member.GetProperty("parentRunId").GetString());
        Assert.Equal("send it", member.GetProperty("task").GetString());
        Assert.Equal("paused", member.GetProperty("status").GetString());
        var tool = Assert.Single(member.GetProperty("tools").EnumerateArray());
        Assert.Equal(["callId", "name", "arguments", "status", "result", "error", "attempts"], tool.EnumerateObject()
            .Select(value => value.Name));
        Assert.Equal("paused", tool.GetProperty("status").GetString());
        var requirement = Assert.Single(run.GetProperty("requirements").EnumerateArray());
        Assert.Equal(
            [
                "requirementId", "kind", "status", "runId", "memberRunId", "memberId", "memberPath", "tool", "inputFields",
                "note", "createdAt",
                "expiresAt", "resolvedAt", "resolvedBy", "approvals", "links", "escalatedAt", "teamId",
            ],
            requirement.EnumerateObject().Select(value => value.Name));
        Assert.Equal(requirementId, requirement.GetProperty("requirementId").GetString());
        Assert.Equal("confirmation", requirement.GetProperty("kind").GetString());
        Assert.Equal("hi", requirement.GetProperty("tool").GetProperty("arguments").GetProperty("text").GetString());
        Assert.Equal(1, requirement.GetProperty("approvals").GetProperty("needed").GetInt32());
    }

    [Theory]
    [InlineData("spec", 404, "noSpec")]
    [InlineData("spec?memberRunId=r1.9", 404, "memberRunNotFound")]
    [InlineData("spec?memberRunId=a&memberRunId=b", 400, "invalidQuery")]
    public async Task Get_SpecOfARunThatHasNone_SaysWhy(string address, int status, string code)
    {
        var (answered, problem) = await api.GetAsync($"runs/{await api.StartAsync()}/{address}");

        Assert.Equal((status, code), (answered, problem.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Get_AnsweredCall_ShowsResultAndAttempts()
    {
        var runId = await api.StartAsync();
        await api.Store.PausedAsync(runId);
        var member = RunIds.Member(runId, 1);
        await api.Store.CommitAsync(new RunChange(runId, DateTimeOffset.UtcNow)
        {
            Messages =
            [
                new MessageRecord
                {
                    MemberRunId = member,
                    Turn = 1,
                    Slot = 1,
                    Role = "tool",
                    CallId = "call-1",
                    Text = "sent",
                    Status = ToolCallStatus.Completed,
                    Attempts = 2
                },
            ],
        });

        var (_, run) = await api.GetAsync($"runs/{runId}");

        var tool = run.GetProperty("members")[0].GetProperty("tools")[0];
        Assert.Equal("completed", tool.GetProperty("status").GetString());
        Assert.Equal("sent", tool.GetProperty("result").GetString());
        Assert.Equal(JsonValueKind.Null, tool.GetProperty("error").ValueKind);
        Assert.Equal(2, tool.GetProperty("attempts").GetInt32());
    }

    [Fact]
    public async Task Messages_NoMemberNamed_AreTheLeadersWithOutputsResolved()
    {
        var runId = await api.StartAsync();
        await api.Store.PausedAsync(runId);
        var leader = RunIds.Leader(runId);
        var member = RunIds.Member(runId, 1);
        await api.Store.CommitAsync(new RunChange(runId, DateTimeOffset.UtcNow)
        {
            Members = [new MemberRunPatch(member, RunStatus.Completed, Output: "all sent")],
            Messages =
            [
                new MessageRecord
                {
                    MemberRunId = leader,
                    Turn = 1,
                    Slot = 1,
                    Role = "tool",
                    CallId = "d1",
                    OutputOf = member,
                    Status = ToolCallStatus.Completed
                }
            ],
        });

        var (_, page) = await api.GetAsync($"runs/{runId}/messages");

        var items = page.GetProperty("items");
        Assert.Equal("delegate_task_to_member", items[0].GetProperty("toolCalls")[0].GetProperty("name").GetString());
        Assert.Equal("d1", items[1].GetProperty("toolResult").GetProperty("callId").GetString());
        Assert.Equal("all sent", items[1].GetProperty("toolResult").GetProperty("result").GetString());
        var (_, own) = await api.GetAsync($"runs/{runId}/messages?memberRunId={member}");
        Assert.Equal(["user", "assistant"], own.GetProperty("items").EnumerateArray()
            .Select(item => item.GetProperty("role").GetString()));
    }

    [Fact]
    public async Task List_Pages_HoldEveryRunOnceNewestFirst()
    {
        List<string> started = [];
        for (var i = 0; i < 7; i++) started.Add(await api.StartAsync("""{"message":"page","sessionId":"paging"}"""));

        List<string> read = [];
        string? cursor = null;
        do
        {
            var (status, page) = await api.GetAsync(
                $"runs?sessionId=paging&limit=3{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}");
            Assert.Equal(200, status);
            read.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("runId").GetString()!));
            cursor = page.GetProperty("cursor").GetString();
        }
        while (cursor is not null);

        started.Reverse();
        Assert.Equal(started, read);
    }

    [Fact]
    public async Task List_RunWithMuchInIt_IsASummary()
    {
        var runId = await api.StartAsync($$"""{"message":"{{new string('x', 500_000)}}","sessionId":"much"}""");
        await api.Store.PausedAsync(runId);

        var (_, page) = await api.GetAsync("runs?sessionId=much");

        var item = Assert.Single(page.GetProperty("items").EnumerateArray());
        Assert.Equal(new string('x', 1_000) + "…", item.GetProperty("input").GetString());
        Assert.False(item.TryGetProperty("members", out _) || item.TryGetProperty("state", out _));
        var (_, whole) = await api.GetAsync($"runs/{runId}");
        Assert.Equal(500_000, whole.GetProperty("input").GetString()!.Length);
        var pending = Assert.Single(item.GetProperty("requirements").EnumerateArray());
        Assert.Equal(whole.GetProperty("requirements")[0].GetProperty("requirementId")
            .GetString(), Assert.Single(pending.EnumerateObject()).Value.GetString());
        Assert.Equal((1, 1), (item.GetProperty("requirementCounts").GetProperty("pending")
            .GetInt32(), item.GetProperty("requirementCounts").GetProperty("total").GetInt32()));
    }

    [Fact]
    public async Task List_ItemsOfMoreThanAMebibyte_ThePageEndsAndItsCursorGoesOn()
    {
        var runId = await api.StartAsync();
        await api.Store.PausedAsync(runId);
        var member = RunIds.Member(runId, 1);
        var large = JsonSerializer.SerializeToElement(new { text = new string('x', 200_000) });
        var asked = await api.Store.FindRequirementAsync(
            (await api.Store.ListRequirementsAsync(new RequirementQuery(RunId: runId))).Items[0].RequirementId);
        await api.Store.CommitAsync(new RunChange(runId, DateTimeOffset.UtcNow)
        {
            Requirements =
            [
                .. Enumerable.Range(1, 24).Select(i => asked! with
                {
                    RequirementId = RunIds.Requirement(member, 9, i),
                    Tool = asked.Tool with { Arguments = large }
                })
            ],
        });
        List<int> counts = [];
        string? cursor = null;
        do
        {
            var (_, page) = await api.GetAsync(
                $"approvals?runId={runId}&limit=100{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}");
            counts.Add(page.GetProperty("items").GetArrayLength());
            cursor = page.GetProperty("cursor").GetString();
        }
        while (cursor is not null);

        Assert.Equal([10, 10, 5], counts);
    }

    [Theory]
    [InlineData(201)]
    [InlineData(1_000_000)]
    public async Task List_LimitOverTheMost_CountsAsTheMost(int limit) =>
        Assert.Equal(200, (await api.GetAsync($"runs?limit={limit}")).Status);

    [Theory]
    [InlineData("status=pending&teamId=newsroom", 1)]
    [InlineData("status=completed", 0)]
    [InlineData("teamId=nobody", 0)]
    [InlineData("status=&teamId=", 1)]
    public async Task List_Filters_Restrict(string filter, int expected)
    {
        var session = $"filter {filter}";
        await api.StartAsync($$"""{"message":"x","sessionId":"{{session}}"}""");
        var (status, page) = await api.GetAsync($"runs?sessionId={Uri.EscapeDataString(session)}&{filter}");
        Assert.Equal(200, status);
        Assert.Equal(expected, page.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Session_IdWithASlash_IsFoundEscaped()
    {
        var runId = await api.StartAsync("""{"message":"x","sessionId":"chat/Zoë & co?"}""");
        var (status, session) = await api.GetAsync($"sessions/{Uri.EscapeDataString("chat/Zoë & co?")}");
        Assert.Equal(200, status);
        Assert.Equal(runId, session.GetProperty("runIds")[0].GetString());
        Assert.Equal("engineers", session.GetProperty("state").GetProperty("audience").GetString());
        Assert.Equal(JsonValueKind.Array, session.GetProperty("history").ValueKind);
    }

    [Fact]
    public async Task Cancel_RunningRun_Is202AndSignalled_FinishedRunIs409()
    {
        var runId = await api.StartAsync();
        await api.Store.RunningAsync(runId);
        var (status, _) = await api.PostAsync($"runs/{runId}/cancel", """{"reason":"no need"}""");
        Assert.Equal(202, status);
        var signal = Assert.Single(api.Engine.Raised, raised => raised.InstanceId == runId);
        Assert.Equal((RunSignals.Cancel, "no need"), (signal.EventName, signal.Payload));

        await api.Store.EndedAsync(runId);
        var (late, problem) = await api.PostAsync($"runs/{runId}/cancel", "");
        Assert.Equal(409, late);
        Assert.Equal("runFinished", problem.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Teams_Definition_ShowsNoSecret()
    {
        var (status, page) = await api.GetAsync("teams");
        Assert.Equal(200, status);
        Assert.Equal("newsroom", page.GetProperty("items")[0].GetProperty("id").GetString());
        Assert.DoesNotContain("top-secret", page.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(200, (await api.GetAsync("teams/newsroom")).Status);
    }

    [Fact]
    public async Task Health_StorageThere_IsOk()
    {
        var (status, health) = await api.GetAsync("health");
        Assert.Equal(200, status);
        Assert.Equal("ok", health.GetProperty("status").GetString());
    }
}
