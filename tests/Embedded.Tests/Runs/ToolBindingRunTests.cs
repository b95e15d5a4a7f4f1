using DurableTeams.Approvals;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Tools;
using DurableTeams.Errors;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.AI;

namespace DurableTeams.Embedded.Tests.Runs;

/// <summary>A call reaches what was shown and approved, or nothing: where that is gone it waits.</summary>
public sealed class ToolBindingRunTests
{
    [Fact]
    public async Task Run_ServerStopsListingTheToolBetweenAttempts_WaitsAndNeverReachesTheOthers()
    {
        await using var a = await McpTestServer.StartAsync("delete_page");
        await using var b = await McpTestServer.StartAsync("delete_page");
        a.Before = async (method, context) =>
        {
            if (method != "tools/call") return false;
            a.Tools.Clear();
            a.Before = null;
            await RecordingServer.Answer(context, "", 503);
            return true;
        };
        await using var harness = await ServeAsync(
            "delete_page", TeamWithServers(["a", "b"], ("a", a, []), ("b", b, ["delete_page"])));

        var paused = await harness.RunAsync("Go");

        var asked = Assert.Single(paused.Requirements);
        Assert.Equal((RunStatus.Paused, RequirementKind.Confirmation), (paused.Status, asked.Kind));
        var refused = await Assert.ThrowsAsync<ApiException>(() => harness.DecideAsync(asked.RequirementId, "approve"));
        Assert.Equal((409, "toolNotDefined"), (refused.Status, refused.Code));

        a.Add("delete_page");
        await harness.DecideAsync(asked.RequirementId, "approve");
        var run = await harness.RestAsync(paused.RunId);
        Assert.Equal((RunStatus.Completed, "x=c=done"), (run.Status, run.Output!.Text));
        Assert.Single(a.Calls);
        Assert.Empty(b.Calls);
    }

    [Fact]
    public async Task Approve_DeployWithoutTheServer_Is409UntilItIsBackAndTheOtherIsNotCalled()
    {
        await using var a = await McpTestServer.StartAsync("search");
        await using var b = await McpTestServer.StartAsync("search");
        var whole = TeamWithServers(["a", "b"], ("a", a, ["search"]), ("b", b, []));
        await using var harness = await ServeAsync("search", whole);
        var paused = await harness.RunAsync("Go");
        var id = Assert.Single(paused.Requirements).RequirementId;

        await harness.ServeAsync(TeamWithServers(["b"], ("b", b, ["search"])));
        var refused = await Assert.ThrowsAsync<ApiException>(() => harness.DecideAsync(id, "approve"));

        Assert.Equal((409, "toolNotDefined"), (refused.Status, refused.Code));
        Assert.Equal(RunStatus.Paused, (await harness.ViewAsync(paused.RunId)).Status);
        await harness.ServeAsync(whole);
        await harness.DecideAsync(id, "approve");
        Assert.Equal(RunStatus.Completed, (await harness.RestAsync(paused.RunId)).Status);
        Assert.Single(a.Calls);
        Assert.Empty(b.Calls);
    }

    [Fact]
    public async Task Approve_ServerOffersTheToolWithOtherParameters_Is409AndMayBeRejected()
    {
        await using var a = await McpTestServer.StartAsync("search");
        await using var harness = await ServeAsync("search", TeamWithServers(["a"], ("a", a, ["search"])));
        var paused = await harness.RunAsync("Go");
        var id = Assert.Single(paused.Requirements).RequirementId;
        a.Tools.Clear();
        a.Add("search", """{"type":"object","properties":{"everything":{"type":"boolean","default":true}}}""");
        await harness.RestartAsync();

        var refused = await Assert.ThrowsAsync<ApiException>(() => harness.DecideAsync(id, "approve"));
        Assert.Equal((409, "toolNotDefined"), (refused.Status, refused.Code));
        await harness.DecideAsync(id, "reject");

        Assert.Equal(RunStatus.Completed, (await harness.RestAsync(paused.RunId)).Status);
        Assert.Empty(a.Calls);
    }

    [Fact]
    public async Task Run_ToolIsGoneOnceApproved_WaitsAgainAndRejectedIsToldToTheModel()
    {
        await using var a = await McpTestServer.StartAsync("search");
        await using var harness = await ServeAsync("search", TeamWithServers(["a"], ("a", a, ["search"])));
        var paused = await harness.RunAsync("Go");
        a.Before = async (method, context) =>
        {
            if (method != "tools/call") return false;
            a.Tools.Clear();
            await RecordingServer.Answer(context, "", 503);
            return true;
        };
        await harness.DecideAsync(paused.Requirements[0].RequirementId, "approve");
        var again = await harness.UntilAsync(
            paused.RunId, view => view.Status == RunStatus.Paused && view.Requirements.Any(asked => IsPending(asked)));
        var asked = Assert.Single(again.Requirements, IsPending);
        Assert.Equal("toolNotDefined", (await Assert.ThrowsAsync<ApiException>(() => harness.DecideAsync(
            asked.RequirementId, "approve"))).Code);
        await harness.DecideAsync(asked.RequirementId, "reject");
        var run = await harness.RestAsync(paused.RunId);

        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.StartsWith("x=c=Rejected", run.Output!.Text, StringComparison.Ordinal);
        Assert.Empty(a.Calls);
    }

    [Fact]
    public async Task Run_GateClosesBetweenTurnAndCall_AskedBeforeItIsMade()
    {
        var made = 0;
        var begun = new TaskCompletionSource();
        var hangs = AIFunctionFactory.Create(
            async () =>
            {
                begun.SetResult();
                await new TaskCompletionSource<string>().Task;
            }, "pay");
        await using var harness = new RunHarness().With(hangs);
        await ServeAsync(harness, "pay", TeamWithServers(["pay"]));

        var runId = await harness.StartAsync("Go");
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await harness.CrashAsync(() => harness.Instead(
            AIFunctionFactory.Create(() => $"paid {++made}", "pay"), tool => tool.Confirmation()));
        var paused = await harness.RestAsync(runId);

        Assert.Equal((RunStatus.Paused, 0), (paused.Status, made));
        await harness.DecideAsync(Assert.Single(paused.Requirements).RequirementId, "approve");
        var run = await harness.RestAsync(paused.RunId);
        Assert.Equal((RunStatus.Completed, "x=c=paid 1"), (run.Status, run.Output!.Text));
    }

    [Fact]
    public async Task Run_NotRepeatableAndTheConnectionDrops_APersonIsAsked()
    {
        await using var a = await McpTestServer.StartAsync("send");
        var calls = 0;
        a.Before = (method, context) =>
        {
            if (method != "tools/call") return Task.FromResult(false);
            calls++;
            context.Abort();
            return Task.FromResult(true);
        };
        await using var harness = await ServeAsync(
            "send", TeamWithServers(["a"], change: tool => tool with { Repeatable = false }, ("a", a, [])));

        var paused = await harness.RunAsync("Go");

        Assert.Equal(
            (RunStatus.Paused, RequirementKind.UnknownOutcome, 1),
            (paused.Status, Assert.Single(paused.Requirements).Kind, calls));
        a.Before = null;
        await harness.DecideAsync(paused.Requirements[0].RequirementId, "retry");
        Assert.Equal("x=c=done", (await harness.RestAsync(paused.RunId)).Output!.Text);
    }

    [Fact]
    public async Task Run_NotRepeatableAndTheServerIsNotThere_TriedAgainByItself()
    {
        await using var a = await McpTestServer.StartAsync("send");
        a.Before = async (method, context) =>
        {
            if (method != "tools/call") return false;
            a.Before = null;
            await RecordingServer.Answer(context, "", 429);
            return true;
        };
        await using var harness = await ServeAsync(
            "send", TeamWithServers(["a"], change: tool => tool with { Repeatable = false }, ("a", a, [])));

        Assert.Equal("x=c=done", (await harness.RunAsync("Go")).Output!.Text);
        Assert.Single(a.Calls);
    }

    [Theory]
    [InlineData("3600", 1, "x=c=Error: HTTP 429 (the tool asks to be called again in 3600 s, longer than the member run waits)")]
    [InlineData("0.01", 2, "x=c=there")]
    public async Task Run_ToolAsksToWait_WaitedForUnlessTooLong(string header, int calls, string output)
    {
        var made = 0;
        await using var server = await RecordingServer.StartAsync(context =>
        {
            if (++made > 1) return RecordingServer.Answer(context, "there", contentType: "text/plain");
            context.Response.Headers.RetryAfter = header;
            return RecordingServer.Answer(context, "", 429);
        });
        var team = TeamWithServers(["look"]) with
        {
            Tools = new(StringComparer.Ordinal)
            {
                ["look"] = new ToolDefinition { Http = new HttpToolDefinition { Url = server.Url } }
            }
        };
        await using var harness = await ServeAsync("look", team);

        Assert.Equal((output, calls), ((await harness.RunAsync("Go")).Output!.Text, made));
    }

    private static bool IsPending(RequirementView asked) => asked.Status == RequirementStatus.Pending;

    private static TeamDefinition TeamWithServers(
        string[] tools, params (string Entry, McpTestServer Server, string[] Gated)[] servers) =>
        TeamWithServers(tools, tool => tool, servers);

    private static TeamDefinition TeamWithServers(
        string[] tools, Func<ToolDefinition, ToolDefinition> change,
        params (string Entry, McpTestServer Server, string[] Gated)[] servers) =>
            TestTeam.Of(TestMember.Of("worker", tools)) with
            {
                Retry = new RetryDefinition { Model = new RetrySetting(2, TimeSpan.FromMilliseconds(1)), Tool = new RetrySetting(
                    3, TimeSpan.FromMilliseconds(1)) },
                Tools = new(servers.ToDictionary(server => server.Entry, server => change(new ToolDefinition
                {
                    Mcp = new McpToolDefinition { Url = server.Server.Url, Gated = server.Gated }
                })), StringComparer.Ordinal),
            };

    private static Task<RunHarness> ServeAsync(string tool, TeamDefinition team) => ServeAsync(new RunHarness(), tool, team);

    private static async Task<RunHarness> ServeAsync(RunHarness harness, string tool, TeamDefinition team)
    {
        harness.Chat.Answer = ask => Task.FromResult((ask.Agent, ask.Turn) switch
        {
            ("leader", 1) => Reply.Calls(ToolCall.Delegate("x", "worker", "Look")),
            ("worker", 1) => Reply.Calls(ToolCall.Of("c", tool)),
            _ => Reply.Text(ask.Last),
        });
        return await harness.ServeAsync(team);
    }
}
