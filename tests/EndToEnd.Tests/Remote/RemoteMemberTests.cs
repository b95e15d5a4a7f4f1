using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Remote;

/// <summary>Members whose work another process does, with a kill of the host between any two calls of their workers.</summary>
public sealed class RemoteMemberTests(ITestOutputHelper output)
{
    private const string Crew = """
        id: crew
        mode: sequential
        members:
          - { id: coder, role: Writes, instructions: Be brief., remote: { queue: coders, lease: 60s } }
        """;

    private const string Pair = """
        id: pair
        mode: sequential
        onMemberFailure: fail
        members:
          - { id: coder, remote: { queue: coders, lease: 1s, attempts: 2 } }
        """;

    private const string Once = """
        id: once
        mode: sequential
        members:
          - { id: coder, remote: { queue: coders, lease: 1s, repeatable: false } }
        """;

    private Task<Stage> OpenAsync(StoreKind store = StoreKind.Sqlite) => Stage.OpenAsync(output, store, stage => stage.Folder
        .Write("crew.yaml", Crew).Write("pair.yaml", Pair).Write("once.yaml", Once));

    private static async Task CrashAsync(Stage stage)
    {
        await stage.KillAsync();
        await stage.StartHostAsync();
        stage.Traffic.Thaw();
    }

    [Theory]
    [OnSqlite]
    [OnTables]
    public async Task Work_HostKilledAfterEveryCall_IsDoneOnceWithEverythingReported(StoreKind store)
    {
        await using var stage = await OpenAsync(store);
        var runId = await stage.Api.StartRunAsync("crew", "Write it");
        await CrashAsync(stage);
        var lease = await stage.LeaseAsync();
        Assert.Equal("Write it", lease.Order.Text("task"));
        await CrashAsync(stage);
        Assert.Equal(204, (await stage.Api.PostAsync("work/coders/lease", new { worker = "w2" })).Status);
        (await stage.HeartbeatAsync(lease)).Expect(200);
        await CrashAsync(stage);
        Assert.Equal(1, (await stage.ReportAsync(lease, Worker.ModelCall("a"))).Expect(200).Json.Number("recorded"));
        await CrashAsync(stage);
        Assert.Equal(
            1,
            (await stage.ReportAsync(lease, Worker.ModelCall("b"), Worker.ModelCall("a"))).Expect(200).Json.Number("recorded"));
        (await stage.AskAsync(lease, "q")).Expect(200);
        await CrashAsync(stage);
        Assert.Equal("pending", (await stage.AskAsync(lease, "q")).Expect(200).Json.Text("status"));
        var requirement = await stage.Api.UntilPausedAsync(runId);
        (await stage.Api.ApproveAsync(requirement)).Expect(200);
        await CrashAsync(stage);
        Assert.Equal("approved", (await stage.AnswerAsync(lease, "q", 5)).Expect(200).Json.Text("status"));
        (await stage.CompleteAsync(lease, "It is done")).Expect(200);
        await CrashAsync(stage);
        (await stage.CompleteAsync(lease, "It is done")).Expect(200);
        Assert.Equal("alreadyCompleted", (await stage.CompleteAsync(lease, "Other")).ExpectProblem(409).Json.Text("code"));

        var run = await stage.Api.UntilAsync(runId, "completed");

        Assert.Equal("It is done", run.Text("output", "text"));
        Assert.Equal((20, 2), (run.At("usage").Number("inputTokens"), run.At("usage").Number("modelCalls")));
        Assert.Equal(1, Assert.Single(run.Items("members")).Number("spawn"));
    }

    [Theory]
    [OnSqlite]
    [OnTables]
    public async Task Lease_LostAndReturned_IsSupersededAndTheSecondAttemptCounts(StoreKind store)
    {
        await using var stage = await OpenAsync(store);
        var runId = await stage.Api.StartRunAsync("pair", "Write it");
        var lost = await stage.LeaseAsync();

        var second = await stage.LeaseAsync(worker: "w2");

        Assert.Equal((lost.WorkId, lost.MemberRunId, 2), (second.WorkId, second.MemberRunId, second.Order.Number("attempt")));
        Assert.NotEqual(lost.Token, second.Token);
        Assert.Equal("superseded", (await stage.HeartbeatAsync(lost)).ExpectProblem(409).Json.Text("code"));
        Assert.Equal("superseded", (await stage.ReportAsync(lost, Worker.ModelCall("x"))).ExpectProblem(409).Json.Text("code"));
        Assert.Equal("superseded", (await stage.AskAsync(lost, "q")).ExpectProblem(409).Json.Text("code"));
        Assert.Equal("superseded", (await stage.CompleteAsync(lost, "Late")).ExpectProblem(409).Json.Text("code"));
        (await stage.CompleteAsync(second, "In time")).Expect(200);
        var run = await stage.Api.UntilAsync(runId, "completed");
        Assert.Equal("In time", run.Text("output", "text"));
        Assert.Contains(await stage.Api.EventsAsync(runId), one => one.Text("type") == "WorkResultLate");
    }

    [Fact]
    public async Task Lease_LostTwiceOverAKill_FailsWithWorkerLostAndARetryOffersTheWorkAgain()
    {
        await using var stage = await OpenAsync();
        var runId = await stage.Api.StartRunAsync("pair", "Write it");
        await stage.LeaseAsync();
        await stage.LeaseAsync();
        await CrashAsync(stage);

        var failed = await stage.Api.UntilAsync(runId, "failed");

        Assert.Equal("workerLost", failed.Text("error", "code"));
        (await stage.Api.PostAsync($"runs/{runId}/retry", new { })).Expect(202);
        var again = await stage.LeaseAsync();
        Assert.Equal(3, again.Order.Number("attempt"));
        (await stage.CompleteAsync(again, "At last")).Expect(200);
        Assert.Equal("At last", (await stage.Api.UntilAsync(runId, "completed")).Text("output", "text"));
    }

    [Fact]
    public async Task Lease_LostNotRepeatable_AsksAPersonAndOverAKill()
    {
        await using var stage = await OpenAsync();
        var runId = await stage.Api.StartRunAsync("once", "Write it");
        await stage.LeaseAsync();
        await CrashAsync(stage);

        var asked = await stage.Api.UntilPausedAsync(runId);

        Assert.Equal("unknownOutcome", asked.Text("kind"));
        Assert.Equal(204, (await stage.Api.PostAsync("work/coders/lease", new { worker = "w2" })).Status);
        (await stage.Api.PostAsync(
            $"approvals/{asked.Text("requirementId")}/resolve", new { decision = "skip", result = "I saw it done" })).Expect(200);
        Assert.Equal("I saw it done", (await stage.Api.UntilAsync(runId, "completed")).Text("output", "text"));
    }

    [Fact]
    public async Task Cancel_OfTheRun_ReachesTheWorkerAtItsNextHeartbeat()
    {
        await using var stage = await OpenAsync();
        var runId = await stage.Api.StartRunAsync("crew", "Write it");
        var lease = await stage.LeaseAsync();
        Assert.False((await stage.HeartbeatAsync(lease)).Expect(200).Json.At("cancelled").GetBoolean());

        (await stage.Api.PostAsync($"runs/{runId}/cancel", new { })).Expect(202);

        Assert.True((await stage.HeartbeatAsync(lease)).Expect(200).Json.At("cancelled").GetBoolean());
        await stage.Api.UntilAsync(runId, "cancelled");
        Assert.True((await stage.HeartbeatAsync(lease)).Expect(200).Json.At("cancelled").GetBoolean());
        Assert.Equal("workEnded", (await stage.CompleteAsync(lease, "Late")).ExpectProblem(409).Json.Text("code"));
    }

    [Fact]
    public async Task SpawnedTwice_SecondEndsFirst_EachHasItsOwnWorkAndSpans()
    {
        await using var stage = await Stage.OpenAsync(output, stage => stage.Folder.Write("lead.yaml", $$"""
            id: lead
            mode: coordinate
            model: m
            models: { m: { provider: openai, model: m, endpoint: "{{stage.Chat.Endpoint}}", apiKey: "${E2E_API_KEY}" } }
            members:
              - { id: coder, role: Writes, remote: { queue: coders } }
            """));
        stage.Chat.Answers = request => request.Messages.Any(message => message.Role == "tool")
            ? ChatAnswer.Say("All done")
            : ChatAnswer.Call(ChatCall.Delegate("c1", "coder", "one"), ChatCall.Delegate("c2", "coder", "two"));
        var runId = await stage.Api.StartRunAsync("lead", "Go");
        var leases = new[] { await stage.LeaseAsync(), await stage.LeaseAsync(worker: "w2") }
            .OrderBy(lease => lease.Order.Number("spawn")).ToArray();
        Assert.Equal(["one", "two"], leases.Select(lease => lease.Order.Text("task")));
        (await stage.ReportAsync(leases[1], Worker.ModelCall("x"))).Expect(200);
        (await stage.CompleteAsync(leases[1], "two is done")).Expect(200);
        (await stage.ReportAsync(leases[0], Worker.ModelCall("x"), Worker.ModelCall("y"))).Expect(200);
        (await stage.CompleteAsync(leases[0], "one is done")).Expect(200);

        var run = await stage.Api.UntilAsync(runId, "completed");

        var members = run.Items("members").OrderBy(member => member.Number("spawn")).ToList();
        Assert.Equal(["one is done", "two is done"], members.Select(member => member.Text("output")));
        Assert.Equal([20L, 10L], members.Select(member => member.At("usage").Number("inputTokens")));
        var root = (await stage.Api.GetAsync($"runs/{runId}/trace")).Expect(200).Json.At("root");
        var spans = root.Items("children").Where(span => span.Text("name") == "invoke_agent coder").ToList();
        Assert.Equal([2, 1], spans.OrderBy(span => span.At("attributes").Number("durableteams.spawn"))
            .Select(span => span.Items("children").Count(child => child.Text("name") == "chat claude")));
    }

    [Fact]
    public async Task Events_OfUnknownWork_AreKeptAndMarked()
    {
        await using var stage = await OpenAsync();

        var answer = await stage.Api.PostAsync(
            "work/r0.1-w/events", new { token = "t", events = new[] { Worker.ModelCall("a"), Worker.ModelCall("b") } });

        Assert.Equal(2, answer.Expect(202).Json.Number("orphaned"));
        Assert.Equal(1, (await stage.Api.GetAsync("work")).Expect(200).Json.Number("orphans"));
        var kept = Assert.Single((await stage.Api.GetAsync("work/orphans")).Expect(200).Json.Items("items"));
        Assert.Equal("r0.1-w", kept.Text("workId"));
    }

    [Fact]
    public async Task IdleExit_LeasedWork_KeepsTheHostUntilItsCeiling()
    {
        await using var stage = await OpenAsync();
        var runId = await stage.Api.StartRunAsync("crew", "Write it");
        var lease = await stage.LeaseAsync();
        await stage.KillAsync();
        stage.Traffic.Thaw();
        stage.HostArguments = ["--idle-exit", "1s", "--idle-ceiling", "4s"];
        await stage.StartHostAsync();

        // Alive, and without progress: that is what a worker that hangs looks like.
        (await stage.HeartbeatAsync(lease)).Expect(200);
        await stage.EndedAsync();

        stage.HostArguments = [];
        await stage.StartHostAsync();
        Assert.Equal("memberTimeout", (await stage.Api.UntilAsync(runId, "failed")).Text("error", "code"));
    }
}
