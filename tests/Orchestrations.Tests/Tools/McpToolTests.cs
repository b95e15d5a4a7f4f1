using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Tools;

namespace DurableTeams.Orchestrations.Tests.Tools;

/// <summary>One entry that stands for a server's tools: what is offered, and what a call is.</summary>
public class McpToolTests
{
    [Fact]
    public async Task ListAsync_Server_AllItsToolsInPlaceOfTheEntry()
    {
        await using var server = await McpTestServer.StartAsync();
        server.Add("search", """{"type":"object","properties":{"q":{"type":"string"}},"required":["q"]}""").Add("fetch");
        using var tools = ToolHost.Mcp(server.Url, others: new Dictionary<string, ToolDefinition> { ["send"] = Http("Sends") });

        var offered = await tools.ListAsync("send", "docs", "unknown");

        Assert.Equal(
        [
            ("send", "Sends"), ("search", "Does search"), ("fetch", "Does fetch")
        ], offered.Select(t => (t.Name, t.Description)));
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(
            """{"type":"object","properties":{"q":{"type":"string"}},"required":["q"]}"""), offered[1].Parameters));
        Assert.Equal(["fetch", "search", "send"], new[] { "search", "fetch", "send", "other" }.Where(n => tools.Find(
            n, "send", "docs") is not null).Order());
        Assert.Null(tools.Find("search", "send"));
    }

    [Fact]
    public async Task ListAsync_NamesThatAreTakenOrUnusable_Renamed()
    {
        await using var server = await McpTestServer.StartAsync("send", "delegate_task_to_member", "a.b/c", "docs_send");
        await using var other = await McpTestServer.StartAsync("a.b/c");
        using var tools = ToolHost.Mcp(server.Url, others: new Dictionary<string, ToolDefinition>
        {
            ["send"] = Http("Sends"),
            ["more"] = new() { Mcp = new McpToolDefinition { Url = other.Url } },
        });

        var offered = await tools.ListAsync("docs", "more");

        Assert.Equal(
            ["docs_send", "docs_delegate_task_to_member", "a_b_c", "docs_docs_send", "more_a_b_c"], offered.Select(t => t.Name));
        Assert.Equal("done", (await tools.CallAsync("more_a_b_c", listed: ["docs", "more"])).Text);
        Assert.Equal("a.b/c", Assert.Single(other.Calls).GetProperty("name").GetString());
        Assert.Empty(server.Calls);
    }

    [Fact]
    public async Task ListAsync_Gates_AsTheFileSaysNotTheServer()
    {
        await using var server = await McpTestServer.StartAsync("a", "b.c");
        server.Add("drop", annotations: """{"destructiveHint":true}""");
        using var some = ToolHost.Mcp(server.Url, server: mcp => mcp with { Gated = ["b.c"] }, change: t => t with
        {
            Approve = new() { AllowEdit = true }
        });
        using var all = ToolHost.Mcp(server.Url, change: t => t with { Approval = ApprovalKind.Confirmation });

        // Before the server was ever asked: the gates are the definition's.
        Assert.Equal((ApprovalKind.Confirmation, ApprovalKind.None), (some.Find("b_c", "docs")!.Approval, some.Find(
            "a", "docs")!.Approval));
        Assert.Equal(ApprovalKind.Confirmation, some.Find("docs_b_c", "docs")!.Approval);

        var offered = await some.ListAsync("docs");

        Assert.Equal([ApprovalKind.None, ApprovalKind.Confirmation, ApprovalKind.None], offered.Select(t => t.Approval));
        Assert.All(offered, tool => Assert.True(tool.Definition.Approve.AllowEdit));
        Assert.All(await all.ListAsync("docs"), tool => Assert.Equal(ApprovalKind.Confirmation, tool.Approval));
    }

    [Fact]
    public async Task InvokeAsync_Call_CarriesArgumentsHeadersAndKey()
    {
        await using var server = await McpTestServer.StartAsync("search");
        server.Answer = _ => McpTestServer.Text("found with s3cr3t-token");
        using var tools = ToolHost.Mcp(
            server.Url,
            server: mcp =>
            {
                mcp.Headers["Authorization"] = "Bearer ${TOKEN}";
                return mcp;
            },
            environment: new Settings { ["TOKEN"] = "s3cr3t-token" });

        var first = await tools.CallAsync("search", """{"q":"é","n":[1]}""", "m1/c1");
        await tools.CallAsync("search", key: "m1/c2");

        Assert.Equal(("found with [redacted]", true), (first.Text, first.Succeeded));
        var sent = server.Calls.First();
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse("""{"q":"é","n":[1]}"""), sent.GetProperty("arguments")));
        Assert.Equal("m1/c1", sent.GetProperty("_meta").GetProperty("Idempotency-Key").GetString());
        var calls = server.Requests.Where(r => r.Method == "POST" && r.Body.Contains("tools/call", StringComparison.Ordinal))
            .ToList();
        Assert.Equal(["m1/c1", "m1/c2"], calls.Select(r => r.Headers["Idempotency-Key"]));
        Assert.All(server.Requests, request => Assert.Equal("Bearer s3cr3t-token", request.Headers["Authorization"]));
        Assert.DoesNotContain(server.Requests.Except(calls), request => request.Headers.ContainsKey("Idempotency-Key"));
    }

    [Fact]
    public async Task InvokeAsync_ContentsOfAllKinds_TextsAndDescriptions()
    {
        await using var server = await McpTestServer.StartAsync("all");
        server.Answer = _ => JsonNode.Parse("""
            {"content":[{"type":"text","text":"one"},{"type":"image","data":"AAAA","mimeType":"image/png"},
             {"type":"audio","data":"AAAA","mimeType":"audio/wav"},
             {"type":"resource_link","uri":"https://a.example/x","name":"x"},
              {"type":"resource","resource":{"uri":"file:///n","text":"note"}},{"type":"text","text":"two"}]}
            """);
        using var tools = ToolHost.Mcp(server.Url);

        Assert.Equal(
            "one\n[image, image/png, 3 bytes]\n[audio, audio/wav, 3 bytes]\n[link to x: https://a.example/x]\n[resource "
                + "file:///n]\nnote\ntwo",
            (await tools.CallAsync("all")).Text);

        server.Answer = _ => JsonNode.Parse("""{"content":[],"structuredContent":{"n":1}}""");
        Assert.Equal("""{"n":1}""", (await tools.CallAsync("all")).Text);
    }

    [Fact]
    public async Task InvokeAsync_ToolsOwnError_ToldAndNotTransient()
    {
        await using var server = await McpTestServer.StartAsync("search");
        server.Answer = _ => McpTestServer.Text("no such page", isError: true);
        using var tools = ToolHost.Mcp(server.Url);

        var outcome = await tools.CallAsync("search");

        Assert.Equal(("no such page", false, false), (outcome.Text, outcome.Succeeded, outcome.Transient));
    }

    [Fact]
    public async Task InvokeAsync_ProtocolError_ToldAndNotTransient()
    {
        await using var server = await McpTestServer.StartAsync("search");
        server.Answer = _ => null;
        using var tools = ToolHost.Mcp(server.Url);

        var outcome = await tools.CallAsync("search");

        Assert.Equal((false, false), (outcome.Succeeded, outcome.Transient));
        Assert.Contains("Unknown tool or method", outcome.Text, StringComparison.Ordinal);
    }

    private static ToolDefinition Http(string description) =>
        new() { Description = description, Http = new HttpToolDefinition { Url = "http://127.0.0.1:1/" } };
}
