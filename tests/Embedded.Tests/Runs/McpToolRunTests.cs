using DurableTeams.Definitions;
using DurableTeams.Definitions.Tools;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Runs;

/// <summary>A server's tools in a run: offered, called, gated, and the server's troubles.</summary>
public sealed class McpToolRunTests
{
    [Fact]
    public async Task Run_MemberListsTheServer_OfferedAndCalledAsItsTools()
    {
        await using var server = await McpTestServer.StartAsync("search", "fetch");
        server.Answer = _ => McpTestServer.Text("facts");
        await using var harness = await ServeAsync(server);

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, "a=c=facts"), (run.Status, run.Output!.Text));
        Assert.All(harness.Chat.AskedOf("worker"), ask => Assert.Equal(["search", "fetch"], ask.Tools));
        var tool = Assert.Single(Assert.Single(run.Members).Tools);
        Assert.Equal(("search", "facts"), (tool.Name, tool.Result));
        Assert.Equal($"{run.Members[0].MemberRunId}/c", Assert.Single(server.Calls).GetProperty("_meta")
            .GetProperty("Idempotency-Key").GetString());
    }

    [Fact]
    public async Task Run_GatedToolAndRestartWhileTheServerIsAway_RunsOnceAfterTheYes()
    {
        await using var server = await McpTestServer.StartAsync("search");
        await using var harness = await ServeAsync(server, "search");
        var paused = await harness.RunAsync("Go");
        Assert.Equal(RunStatus.Paused, paused.Status);
        Assert.Empty(server.Calls);

        server.Instead = context => RecordingServer.Answer(context, "", 503);
        await harness.ServeAsync(TeamWithServer(server, "search"));
        server.Instead = context =>
        {
            // Away for one attempt, back for the next.
            server.Instead = null;
            return RecordingServer.Answer(context, "", 503);
        };
        await harness.DecideAsync(Assert.Single(paused.Requirements).RequirementId, "approve");
        var run = await harness.RestAsync(paused.RunId);

        Assert.Equal((RunStatus.Completed, "a=c=done"), (run.Status, run.Output!.Text));
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task Run_ServerAwayWhenATurnStarts_TriedAgainLikeAModel()
    {
        await using var server = await McpTestServer.StartAsync("search");
        server.Instead = context =>
        {
            server.Instead = null;
            return RecordingServer.Answer(context, "", 503);
        };
        await using var harness = await ServeAsync(server);

        Assert.Equal(RunStatus.Completed, (await harness.RunAsync("Go")).Status);
    }

    [Fact]
    public async Task Run_ServerStaysAway_MemberFailsAndTheErrorNamesTheServer()
    {
        await using var server = await McpTestServer.StartAsync("search");
        server.Instead = context => RecordingServer.Answer(context, "", 503);
        await using var harness = await ServeAsync(server);

        var run = await harness.RunAsync("Go");

        Assert.Equal(RunStatus.Failed, run.Status);
        Assert.Contains(
            "The tools of the MCP server 'docs' cannot be listed: it answered 503", run.Error!.Message, StringComparison.Ordinal);
        Assert.Empty(harness.Chat.AskedOf("worker"));
    }

    [Fact]
    public async Task Run_CallOfAToolTheServerLacks_ToldWithThoseThereAre()
    {
        await using var server = await McpTestServer.StartAsync("fetch", "list");
        await using var harness = await ServeAsync(server);

        var run = await harness.RunAsync("Go");

        Assert.Equal("a=c=Error: There is no tool 'search'. Your tools are: fetch, list.", run.Output!.Text);
        Assert.Empty(server.Calls);
    }

    private static TeamDefinition TeamWithServer(McpTestServer server, params string[] gated) =>
        TestTeam.Of(TestMember.Of("worker", "docs")) with
        {
            Retry = new RetryDefinition { Model = new RetrySetting(2, TimeSpan.FromMilliseconds(1)), Tool = new RetrySetting(
                3, TimeSpan.FromMilliseconds(1)) },
            Tools = new(StringComparer.Ordinal)
            {
                ["docs"] = new ToolDefinition { Mcp = new McpToolDefinition { Url = server.Url, Gated = gated } }
            },
        };

    private static async Task<RunHarness> ServeAsync(McpTestServer server, params string[] gated)
    {
        var harness = new RunHarness();
        harness.Chat.Answer = ask => Task.FromResult((ask.Agent, ask.Turn) switch
        {
            ("leader", 1) => Reply.Calls(ToolCall.Delegate("a", "worker", "Look")),
            ("worker", 1) => Reply.Calls(ToolCall.Of("c", "search")),
            _ => Reply.Text(ask.Last),
        });
        return await harness.ServeAsync(TeamWithServer(server, gated));
    }
}
