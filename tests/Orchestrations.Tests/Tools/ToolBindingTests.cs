using DurableTeams.Definitions;
using DurableTeams.Definitions.Tools;
using DurableTeams.Tools;
using Microsoft.Extensions.AI;

namespace DurableTeams.Orchestrations.Tests.Tools;

/// <summary>What a call is bound to stays what is called, whatever has its name later.</summary>
public class ToolBindingTests
{
    [Fact]
    public async Task StandAsync_OtherServerHasTheNameNow_GoneAndItsToolNotCalled()
    {
        await using var a = await McpTestServer.StartAsync("delete_page");
        await using var b = await McpTestServer.StartAsync("delete_page");
        using var tools = Two(a, b);
        var offered = await tools.ListAsync("a", "b");
        Assert.Equal([("delete_page", "a"), ("b_delete_page", "b")], offered.Select(tool => (tool.Name, tool.Origin!.Entry)));

        a.Tools.Clear();

        Assert.Equal(ToolState.Gone, (await tools.StandAsync(offered[0], "a", "b")).State);
        Assert.Equal("delete_page", Assert.Single(await tools.ListAsync("a", "b")).Name);
        await tools.CallAsync(offered[0], "{}", "a", "b");
        Assert.Empty(b.Calls);

        a.Add("delete_page");
        Assert.Equal(ToolState.Ready, (await tools.StandAsync(offered[0], "a", "b")).State);
    }

    [Fact]
    public async Task StandAsync_ParametersChanged_Changed()
    {
        await using var server = await McpTestServer.StartAsync("one");
        using var tools = ToolHost.Mcp(server.Url);
        var one = Assert.Single(await tools.ListAsync("docs"));

        server.Tools.Clear();
        server.Add("one", """{"type":"object","required":["all"]}""");
        Assert.Equal(ToolState.Changed, (await tools.StandAsync(one, "docs")).State);

        server.Tools.Clear();
        server.Add("one");
        Assert.Equal(ToolState.Ready, (await tools.StandAsync(one, "docs")).State);
    }

    [Fact]
    public async Task StandAsync_FunctionDroppedAndAServerHasTheName_Gone()
    {
        await using var server = await McpTestServer.StartAsync("search");
        var docs = new Dictionary<string, ToolDefinition>
        {
            ["docs"] = new() { Mcp = new McpToolDefinition { Url = server.Url } }
        };
        using var before = new ToolHost(docs, functions: AIFunctionFactory.Create(() => "here", "search"));
        using var after = new ToolHost(docs);
        var offered = await before.ListAsync("search", "docs");
        Assert.Equal(["search", "docs_search"], offered.Select(tool => tool.Name));
        Assert.Equal(["search"], (await after.ListAsync("search", "docs")).Select(tool => tool.Name));

        Assert.Equal(ToolState.Gone, (await after.StandAsync(offered[0], "search", "docs")).State);
        Assert.False((await after.CallAsync(offered[0], "{}", "search", "docs")).Succeeded);
        Assert.Empty(server.Calls);
        // And the server's is still the server's, whatever it is called.
        Assert.Equal("done", (await after.CallAsync(offered[1], "{}", "search", "docs")).Text);
    }

    [Fact]
    public async Task StandAsync_NoBinding_OnlyWhereOneToolAloneCanHaveTheName()
    {
        await using var a = await McpTestServer.StartAsync("delete_page", "a.page");
        await using var b = await McpTestServer.StartAsync("delete_page", "list");
        using var tools = Two(a, b);

        Assert.Equal("is one of several tools of this name, and the call does not record which", (await tools.StandAsync(
            "delete_page", "a", "b")).Reason);
        Assert.Equal(("b", "delete_page"), Origin(await tools.StandAsync("b_delete_page", "a", "b")));
        Assert.Equal(("a", "a.page"), Origin(await tools.StandAsync("a_page", "a", "b")));
        Assert.Equal(("b", "list"), Origin(await tools.StandAsync("list", "a", "b")));
        Assert.Equal(ToolState.Gone, (await tools.StandAsync("other", "a", "b")).State);

        b.Instead = context => RecordingServer.Answer(context, "", 503);
        using var again = Two(a, b);
        Assert.Equal(ToolState.Away, (await again.StandAsync("a_page", "a", "b")).State);
    }

    [Fact]
    public async Task StandAsync_VariableNotSet_UnusableAndNamesIt()
    {
        var host = new Dictionary<string, ToolDefinition>
        {
            ["send"] = new() { Http = new HttpToolDefinition { Url = "http://${HOST}/" } }
        };
        using var before = new ToolHost(host, new Settings { ["HOST"] = "127.0.0.1:1" });
        using var after = new ToolHost(host);
        var send = Assert.Single(await before.ListAsync("send"));

        var standing = await after.StandAsync(send, "send");

        Assert.Equal(
            (ToolState.Unusable, "cannot be called: the environment variable HOST is not set"),
            (standing.State, standing.Reason));
        Assert.Equal(ToolState.Ready, (await before.StandAsync(send, "send")).State);
    }

    private static (string?, string?) Origin(ToolStanding standing) =>
        (standing.Tool?.Origin?.Entry, standing.Tool?.Origin?.Tool);

    private static ToolHost Two(McpTestServer a, McpTestServer b) => new(new Dictionary<string, ToolDefinition>
    {
        ["a"] = new() { Mcp = new McpToolDefinition { Url = a.Url } },
        ["b"] = new() { Mcp = new McpToolDefinition { Url = b.Url } },
    });
}
