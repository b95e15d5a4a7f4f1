using DurableTeams.Embedded.Tests.Api;
using DurableTeams.Storage.Records;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace DurableTeams.Embedded.Tests.Protocols.Mcp;

/// <summary>Teams as tools, for clients of the newest revision and of one before.</summary>
public sealed class McpCallTests(ApiHost api) : IClassFixture<ApiHost>
{
    [Theory]
    [InlineData(McpHost.Newest)]
    [InlineData(McpHost.Old)]
    [InlineData("2025-06-18")]
    public async Task Call_OfARunThatGoesOn_SaysHowToGetIt(string version)
    {
        await using var client = await api.ConnectAsync(version);

        var tools = await client.ListToolsAsync();
        var started = await client.AskAsync("newsroom", new { message = "Go", idempotencyKey = version, waitSeconds = 0 });
        var again = await client.AskAsync("newsroom", new { message = "Go", idempotencyKey = version, waitSeconds = 0 });
        var other = await client.AskAsync("newsroom", new { message = "Stop", idempotencyKey = version, waitSeconds = 0 });
        var runId = started.StructuredContent!.Value.GetProperty("runId").GetString()!;
        await api.Store.RunningAsync(runId);
        await api.Store.EndedAsync(runId, output: "It is out.");
        var ended = await client.AskAsync("get_run", new { runId });

        Assert.Equal(["newsroom", "get_run", "cancel_run"], tools.Select(tool => tool.Name));
        Assert.Equal(version, client.NegotiatedProtocolVersion);
        Assert.Contains($"get_run with runId {runId}", started.Text(), StringComparison.Ordinal);
        Assert.Equal(runId, again.StructuredContent!.Value.GetProperty("runId").GetString());
        Assert.Equal((true, "idempotencyKeyReused"), (other.IsError, other.Code()));
        Assert.Equal(
            ("It is out.", "completed", null),
            (ended.Text(), ended.StructuredContent!.Value.GetProperty("status").GetString(), ended.IsError));
    }

    [Theory]
    [InlineData("""{}""", "invalidField")]
    [InlineData("""{"message":" "}""", "invalidField")]
    [InlineData("""{"message":"Go","team":"x"}""", "unknownField")]
    [InlineData("""{"message":"Go","waitSeconds":46}""", "invalidField")]
    [InlineData("""{"message":"Go","waitSeconds":"1"}""", "invalidField")]
    [InlineData("""{"message":"Go","idempotencyKey":""}""", "invalidField")]
    public async Task Call_WithWrongArguments_IsAFailedResult(string arguments, string code)
    {
        var (_, message, _) = await api.FrameAsync(
            McpHost.Frame("tools/call", $$""" "name":"newsroom","arguments":{{arguments}} """), McpHost.Newest);

        var result = message.GetProperty("result");
        Assert.True(result.GetProperty("isError").GetBoolean());
        Assert.Equal(code, result.GetProperty("structuredContent").GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task GetRun_ThatWaitsForAPersonWhomTheClientCannotAsk_SaysWhereToDecide()
    {
        await using var client = await api.ConnectAsync();
        var runId = await api.StartAsync();
        var id = await api.Store.PausedAsync(runId);

        var waits = await client.AskAsync("get_run", new { runId });

        Assert.Contains($"{api.Url}/api/approvals/{id}/resolve", waits.Text(), StringComparison.Ordinal);
        Assert.Contains("May sender call send_message?", waits.Text(), StringComparison.Ordinal);
        // A link that approves would let the model decide.
        Assert.DoesNotContain("callback", waits.StructuredContent!.Value.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(id, waits.StructuredContent!.Value.GetProperty("pending")[0].GetProperty("requirementId").GetString());
    }

    [Fact]
    public async Task CancelRun_OfARunAndOfNone_CancelsAndSaysSo()
    {
        await using var client = await api.ConnectAsync();
        var runId = await api.StartAsync();

        await client.AskAsync("cancel_run", new { runId, reason = "enough" });
        var none = await client.AskAsync("cancel_run", new { runId = "none" });

        Assert.Equal("runNotFound", none.Code());
        Assert.NotNull((await api.Store.FindRunAsync(runId))!.CancelRequestedAt);
    }

    [Fact]
    public async Task Call_WithAStateOfAnotherTeamsRun_IsNotFoundAndDecidesNothing()
    {
        var runId = await api.StartAsync();
        var id = await api.Store.PausedAsync(runId);
        string Members(string state) => $$"""
            "name":"newsroom","arguments":{"message":"Go"},"requestState":{{state}},
            "inputResponses":{"{{id}}":{"action":"decline"} }
            """;

        foreach (var (state, code) in new[]
        {
            ("\"x\"", "invalidField"),
            ("\"{\\\"RunId\\\":\\\"none\\\",\\\"Done\\\":[]}\"", "runNotFound")
        })
        {
            var (_, message, _) = await api.FrameAsync(McpHost.Frame("tools/call", Members(state)), McpHost.Newest);
            Assert.Equal(
                code, message.GetProperty("result").GetProperty("structuredContent").GetProperty("error").GetProperty("code")
                    .GetString());
        }

        var other = await api.StartAsync();
        var (_, refused, _) = await api.FrameAsync(
            McpHost.Frame("tools/call", Members($"\"{{\\\"RunId\\\":\\\"{other}\\\",\\\"Done\\\":[]}}\"")), McpHost.Newest);
        Assert.Contains("requirementNotFound", refused.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(RequirementStatus.Pending, (await api.Store.FindRequirementAsync(id))!.Status);
    }
}
