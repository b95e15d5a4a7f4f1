using DurableTeams.Definitions;
using DurableTeams.Definitions.Tools;
using DurableTeams.Models;
using DurableTeams.Tools;

namespace DurableTeams.Orchestrations.Tests.Tools;

/// <summary>Servers that change, break and come back.</summary>
public class McpServerTests
{
    [Fact]
    public async Task ListAsync_Again_AskedOnceAMinute()
    {
        await using var server = await McpTestServer.StartAsync("one");
        var time = new FakeTimeProvider();
        using var tools = ToolHost.Mcp(server.Url, time: time);
        await tools.ListAsync("docs");
        server.Add("two");

        Assert.Equal(["one"], (await tools.ListAsync("docs")).Select(t => t.Name));
        Assert.Equal(1, server.Listings);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(["one", "two"], (await tools.ListAsync("docs")).Select(t => t.Name));
        Assert.Equal(2, server.Listings);
    }

    [Fact]
    public async Task InvokeAsync_ToolGone_SaysSoOnceTheListIsFresh()
    {
        await using var server = await McpTestServer.StartAsync("one");
        var time = new FakeTimeProvider();
        using var tools = ToolHost.Mcp(server.Url, time: time);
        await tools.ListAsync("docs");
        server.Tools.Clear();
        time.Advance(TimeSpan.FromMinutes(1));

        var outcome = await tools.CallAsync("one");

        Assert.Equal(
            ("The tool 'one' is not defined any more; the call was not made.", false, false),
            (outcome.Text, outcome.Succeeded, outcome.Transient));
        Assert.Empty(server.Calls);
        Assert.Null(tools.Find("one", "docs"));
    }

    [Theory]
    [InlineData(500, true)]
    [InlineData(429, true)]
    [InlineData(401, false)]
    public async Task ListAsync_ServerRefuses_ModelExceptionWithItsStatus(int status, bool transient)
    {
        await using var server = await McpTestServer.StartAsync("one");
        server.Instead = context => RecordingServer.Answer(context, "no", status, "text/plain");
        using var tools = ToolHost.Mcp(server.Url);

        var failure = await Assert.ThrowsAsync<ModelException>(async () => await tools.ListAsync("docs"));

        Assert.Equal(
            ($"The tools of the MCP server 'docs' cannot be listed: it answered {status}", transient),
            (failure.Message, failure.Transient));
        server.Instead = null;
        Assert.Single(await tools.ListAsync("docs"));
    }

    [Fact]
    public async Task ListAsync_NothingListens_Transient()
    {
        string url;
        await using (var gone = await McpTestServer.StartAsync()) url = gone.Url;
        using var tools = ToolHost.Mcp(url);

        var failure = await Assert.ThrowsAsync<ModelException>(async () => await tools.ListAsync("docs"));

        Assert.True(failure.Transient);
        Assert.StartsWith("The tools of the MCP server 'docs' cannot be listed: ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListAsync_VariableNotSet_PermanentAndNamesIt()
    {
        using var tools = ToolHost.Mcp("http://${MCP_HOST}/mcp");

        var failure = await Assert.ThrowsAsync<ModelException>(async () => await tools.ListAsync("docs"));

        Assert.False(failure.Transient);
        Assert.Contains("MCP_HOST", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(503, true)]
    [InlineData(403, false)]
    public async Task InvokeAsync_ServerRefuses_OutcomeAndTheNextCallConnectsAgain(int status, bool transient)
    {
        await using var server = await McpTestServer.StartAsync("one");
        using var tools = ToolHost.Mcp(server.Url);
        await tools.ListAsync("docs");
        server.Instead = context => RecordingServer.Answer(context, "no", status, "text/plain");

        var outcome = await tools.CallAsync("one");

        Assert.Equal(
            ($"The MCP server cannot be used: it answered {status}", false, transient),
            (outcome.Text, outcome.Succeeded, outcome.Transient));
        server.Instead = null;
        Assert.True((await tools.CallAsync("one")).Succeeded);
    }

    [Fact]
    public async Task InvokeAsync_ConnectionBreaks_Transient()
    {
        await using var server = await McpTestServer.StartAsync("one");
        using var tools = ToolHost.Mcp(server.Url);
        await tools.ListAsync("docs");
        server.Instead = RecordingServer.Break;

        var outcome = await tools.CallAsync("one");

        Assert.Equal((false, true), (outcome.Succeeded, outcome.Transient));
    }

    [Fact]
    public async Task InvokeAsync_NoAnswerInTime_Transient()
    {
        await using var server = await McpTestServer.StartAsync("one");
        using var tools = ToolHost.Mcp(server.Url, change: t => t with { Timeout = TimeSpan.FromMilliseconds(200) });
        await tools.ListAsync("docs");
        server.Instead = RecordingServer.Hang;

        var outcome = await tools.CallAsync("one");

        Assert.Equal(("The tool did not answer within 200ms.", true), (outcome.Text, outcome.Transient));
    }

    [Fact]
    public async Task InvokeAsync_SiblingFails_CallInFlightStillAnswered()
    {
        await using var server = await McpTestServer.StartAsync("slow", "fast");
        using var tools = ToolHost.Mcp(server.Url);
        await tools.ListAsync("docs");
        var (entered, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        server.Instead = async context =>
        {
            server.Instead = null;
            entered.SetResult();
            await release.Task;
            await server.HandleAsync(
                context, server.Requests.First(r => r.Body.Contains("tools/call", StringComparison.Ordinal)));
        };

        var slow = tools.CallAsync("slow");
        await entered.Task;
        server.Instead = context => RecordingServer.Answer(context, "", 503);
        var fast = await tools.CallAsync("fast");
        server.Instead = null;
        release.SetResult();

        Assert.True(fast.Transient);
        Assert.Equal(("done", true), ((await slow).Text, (await slow).Succeeded));
    }

    [Fact]
    public async Task InvokeAsync_OtherServerAway_StillMade()
    {
        await using var server = await McpTestServer.StartAsync("one");
        await using var other = await McpTestServer.StartAsync("two");
        using var tools = ToolHost.Mcp(server.Url, others: new Dictionary<string, ToolDefinition>
        {
            ["more"] = new() { Mcp = new McpToolDefinition { Url = other.Url } }
        });
        var one = Assert.Single(await tools.ListAsync("docs"));
        other.Instead = context => RecordingServer.Answer(context, "", 503);

        Assert.Equal(ToolState.Ready, (await tools.StandAsync(one, "docs", "more")).State);
        Assert.True((await tools.CallAsync(one, "{}", "docs", "more")).Succeeded);
        // By its name alone nobody knows: the other may have one of that name, too.
        Assert.Equal(ToolState.Away, (await tools.StandAsync("one", "docs", "more")).State);
    }
}
