using DurableTeams.Approvals;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Remote;
using DurableTeams.Embedded.Tests.Live;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Workers;

/// <summary>A member that is an A2A agent, against a double of one.</summary>
public sealed class A2AMemberTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Run_TaskOfTheAgent_IsTheMembersOutput(bool rest, bool streams)
    {
        await using var agent = await A2AAgentServer.OpenAsync(rest, streams);
        await using var harness = await ServeAsync(agent);
        var runId = await harness.StartAsync("Write it");
        await Wait.UntilAsync(() => agent.Calls.Contains(streams ? "SubscribeToTask" : "GetTask"));

        agent.Tasks.Single().Complete("Written.");
        var run = await harness.RestAsync(runId);

        Assert.Equal((RunStatus.Completed, "Written."), (run.Status, run.Output?.Text));
        var message = Assert.Single(agent.Messages);
        Assert.Equal("Write it", message["parts"]![0]!["text"]!.ToString());
        Assert.Equal($"{runId}.1-w-1", message["messageId"]!.ToString());
        Assert.Equal(("1.0", "Bearer a-secret-token"), (agent.Headers["A2A-Version"], agent.Headers["Authorization"]));
    }

    [Fact]
    public async Task Run_Words_AreToldWhileTheyCome()
    {
        await using var agent = await A2AAgentServer.OpenAsync(streams: true);
        await using var harness = await ServeAsync(agent);
        var runId = await harness.StartAsync("Write it");
        await using var follower = Follower.Of(harness, runId);
        await Wait.UntilAsync(() => agent.Calls.Contains("SubscribeToTask"));

        agent.Tasks.Single().Say("One ");
        await follower.UntilAsync("ContentDelta one t1 a1 @0|One ");
        agent.Tasks.Single().Say("a-secret");
        agent.Tasks.Single().Complete("-token two");
        await follower.EndAsync();

        Assert.Equal("One [redacted] two", (await harness.ViewAsync(runId)).Output!.Text);
        Assert.DoesNotContain("a-sec", follower.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Message_IsTheMembersOutput()
    {
        await using var agent = await A2AAgentServer.OpenAsync();
        agent.Direct = "At once.";
        await using var harness = await ServeAsync(agent);

        var run = await harness.RunAsync("Write it");

        Assert.Equal("At once.", run.Output!.Text);
    }

    [Theory]
    [InlineData("fail", "agentFailed", "failed at its agent: no ink")]
    [InlineData("reject", "agentRejected", "was rejected at its agent: no ink")]
    [InlineData("cancel", "agentCanceled", "was cancelled at its agent")]
    public async Task Run_TaskThatEndsOtherwise_FailsTheMember(string how, string code, string message)
    {
        await using var agent = await A2AAgentServer.OpenAsync();
        agent.Begin = task =>
        {
            if (how == "fail") task.Fail("no ink");
            else if (how == "reject") task.Reject("no ink");
            else task.Cancel();
        };
        await using var harness = await ServeAsync(agent);

        var run = await harness.RunAsync("Write it");

        Assert.Equal((RunStatus.Failed, code), (run.Status, run.Error!.Code));
        Assert.Contains(message, run.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_InputRequired_IsAQuestionWhoseAnswerGoesBack_AcrossACrash(bool streams)
    {
        await using var agent = await A2AAgentServer.OpenAsync(streams: streams);
        agent.Begin = task => task.Ask("Which colour?");
        agent.More = (task, message) => task.Complete("In " + message["parts"]![0]!["text"]);
        await using var harness = await ServeAsync(agent);
        var run = await harness.RunAsync("Paint it");
        var asked = Assert.Single(run.Requirements);
        Assert.Equal((RequirementKind.UserInput, "Which colour?", "answer"), (asked.Kind, asked.Note, asked.InputFields[0].Name));
        await harness.CrashAsync();

        await harness.DecideAsync(Answer(asked.RequirementId, new { answer = "blue" }));
        run = await harness.UntilAsync(run.RunId, view => view.Status.IsFinal());

        Assert.Equal("In blue", run.Output?.Text);
        Assert.Single(agent.Tasks);
        Assert.Equal("task-1", agent.Messages.Last()["taskId"]!.ToString());
    }

    [Theory]
    [InlineData("approve", "Approved. fine")]
    [InlineData("reject", "Rejected. fine")]
    public async Task Run_AuthRequired_IsAConfirmation(string decision, string told)
    {
        await using var agent = await A2AAgentServer.OpenAsync();
        agent.Begin = task => task.Authorize("May I?");
        agent.More = (task, message) => task.Complete(message["parts"]![0]!["text"]!.ToString());
        await using var harness = await ServeAsync(agent);
        var run = await harness.RunAsync("Paint it");
        var asked = Assert.Single(run.Requirements);

        await harness.DecideAsync(asked.RequirementId, decision, "fine");
        run = await harness.UntilAsync(run.RunId, view => view.Status.IsFinal());

        Assert.Equal((RequirementKind.Confirmation, told), (asked.Kind, run.Output?.Text));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_CrashBeforeTheAgentsAnswerIsRecorded_StartsNoSecondTask(bool knowsMessages)
    {
        await using var agent = await A2AAgentServer.OpenAsync();
        agent.KnowsMessages = knowsMessages;
        agent.Held = new TaskCompletionSource();
        await using var harness = await ServeAsync(agent);
        var runId = await harness.StartAsync("Write it");
        await Wait.UntilAsync(() => agent.Tasks.Count == 1);

        await harness.CrashAsync(() => agent.Held.SetResult());
        await Wait.UntilAsync(() => agent.Calls.Contains("GetTask"));
        agent.Tasks[0].Complete("Written.");
        var run = await harness.RestAsync(runId);

        Assert.Equal("Written.", run.Output?.Text);
        Assert.Single(agent.Tasks);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancel_OfTheRun_CancelsTheTask(bool asks)
    {
        await using var agent = await A2AAgentServer.OpenAsync(streams: !asks);
        if (asks) agent.Begin = task => task.Ask("Which?");
        await using var harness = await ServeAsync(agent);
        var runId = await harness.StartAsync("Write it");
        if (asks) await harness.RestAsync(runId);
        else await Wait.UntilAsync(() => agent.Calls.Contains("SubscribeToTask"));

        await harness.CancelAsync(runId);

        await Wait.UntilAsync(() => agent.Tasks.Single().State == "TASK_STATE_CANCELED");
        Assert.Equal(RunStatus.Cancelled, (await harness.RestAsync(runId)).Status);
    }

    [Fact]
    public async Task Run_Trouble_IsTriedAgainUntilItPasses()
    {
        await using var agent = await A2AAgentServer.OpenAsync();
        agent.Begin = task => task.Complete("Written.");
        var troubles = new Queue<(int, string)?>([(503, ""), (500, "x")]);
        agent.Trouble = _ => troubles.TryDequeue(out var trouble) ? trouble : null;
        await using var harness = await ServeAsync(agent);

        var run = await harness.RunAsync("Write it");

        Assert.Equal("Written.", run.Output?.Text);
        Assert.Empty(troubles);
    }

    [Fact]
    public async Task Run_Refusals_FailTheMemberWithoutSecrets()
    {
        await using var agent = await A2AAgentServer.OpenAsync();
        agent.Trouble = _ => (401, "no such token: a-secret-token");
        await using var harness = await ServeAsync(agent);
        var refused = await harness.RunAsync("Write it");
        agent.Trouble = _ => (200, """{"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"Bad"}}""");
        var wrong = await harness.RunAsync("Write it");
        agent.Trouble = _ => (200, "no JSON");
        var broken = await harness.RunAsync("Write it");

        Assert.Equal("agentRefused", refused.Error!.Code);
        Assert.Contains("HTTP 401: no such token: [redacted]", refused.Error.Message, StringComparison.Ordinal);
        Assert.Contains("error -32602: Bad", wrong.Error!.Message, StringComparison.Ordinal);
        Assert.Contains("not JSON", broken.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_TaskThatTheAgentForgets_FailsTheMember()
    {
        await using var agent = await A2AAgentServer.OpenAsync();
        await using var harness = await ServeAsync(agent);
        var runId = await harness.StartAsync("Write it");
        await Wait.UntilAsync(() => agent.Calls.Contains("GetTask"));

        agent.Trouble = _ => (200, """{"jsonrpc":"2.0","id":1,"error":{"code":-32001,"message":"Gone"}}""");
        var run = await harness.RestAsync(runId);

        Assert.Equal("agentTaskLost", run.Error!.Code);
    }

    [Theory]
    [InlineData("0.3.0", null, "for A2A 0.3.0; 1.0 is spoken")]
    [InlineData("1.0", "https://elsewhere.example/a2a", "names another address, https://elsewhere.example")]
    public async Task Run_CardThatCannotBeUsed_FailsTheMember(string version, string? url, string reason)
    {
        await using var agent = await A2AAgentServer.OpenAsync();
        agent.Card = card =>
        {
            card["supportedInterfaces"]![0]!["protocolVersion"] = version;
            if (url is not null) card["supportedInterfaces"]![0]!["url"] = url;
        };
        await using var harness = await ServeAsync(agent);

        var run = await harness.RunAsync("Write it");

        Assert.Equal("agentCardInvalid", run.Error!.Code);
        Assert.Contains(reason, run.Error.Message, StringComparison.Ordinal);
        Assert.Empty(agent.Calls);
    }

    [Fact]
    public async Task Retry_OfAFailedRun_StartsAnotherTask()
    {
        await using var agent = await A2AAgentServer.OpenAsync();
        agent.Begin = task => task.Fail("no ink");
        await using var harness = await ServeAsync(agent);
        var failed = await harness.RunAsync("Write it");
        agent.Begin = task => task.Complete("Written.");

        var run = await harness.RetryAsync(failed.RunId);

        Assert.Equal("Written.", run.Output?.Text);
        Assert.Equal(2, agent.Tasks.Select(task => task.MessageId).Distinct().Count());
    }

    [Fact]
    public async Task Run_LongTask_IsLookedAtAgainAndAgain_UntilItsTimeIsUp()
    {
        var clock = new FakeTimeProvider();
        await using var agent = await A2AAgentServer.OpenAsync();
        await using var harness = await ServeAsync(agent, new RunHarness().With(clock));
        var runId = await harness.StartAsync("Write it");
        // More looks than one generation of the orchestration has.
        await Wait.UntilAsync("many looks", () => agent.Calls.Count(call => call == "GetTask") >= 25 || Pass(minutes: 1));

        Assert.Equal(RunStatus.Running, (await harness.ViewAsync(runId)).Status);
        await Wait.UntilAsync("the time is up", () => agent.Tasks[0].State == "TASK_STATE_CANCELED" || Pass(minutes: 600));
        Assert.Equal("workerLost", (await harness.RestAsync(runId)).Error!.Code);

        bool Pass(int minutes)
        {
            clock.Advance(TimeSpan.FromMinutes(minutes));
            return false;
        }
    }

    private static DecisionRequest Answer(string requirementId, object values) => new(requirementId, "answer")
    {
        Values = System.Text.Json.JsonSerializer.SerializeToElement(values),
        By = "tester",
    };

    private static Task<RunHarness> ServeAsync(A2AAgentServer agent, RunHarness? harness = null) => (harness ?? new()).ServeAsync(
        TestTeam.In(TeamMode.Sequential, new MemberDefinition
        {
            Id = "one",
            Role = "Writes",
            Remote = new RemoteDefinition
            {
                A2A = agent.Address,
                Answer = TimeSpan.FromDays(1),
                Headers = new SortedDictionary<string, string> { ["Authorization"] = "Bearer a-secret-token" },
            },
        }));
}
