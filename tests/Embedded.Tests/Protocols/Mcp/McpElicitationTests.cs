using System.Text.Json;
using DurableTeams.Embedded.Tests.Api;
using DurableTeams.Storage.Records;
using ModelContextProtocol.Protocol;

namespace DurableTeams.Embedded.Tests.Protocols.Mcp;

/// <summary>What a run asks is asked at the client, and decided there.</summary>
public sealed class McpElicitationTests(ApiHost api) : IClassFixture<ApiHost>
{
    [Theory]
    [InlineData(McpHost.Newest)]
    [InlineData(McpHost.Old)]
    public async Task Accept_WithOtherArguments_ApprovesThem(string version)
    {
        List<ElicitRequestParams> asked = [];
        await using var client = await api.ConnectAsync(version, question =>
        {
            asked.Add(question);
            return McpHost.Accept(("decision", "approve"), ("arguments", """{"text":"other"}"""), ("by", "ann"));
        });
        var (runId, id) = await PausedAsync();

        await client.AskAsync("get_run", new { runId, waitSeconds = version == McpHost.Newest ? 0 : 1 });

        var decided = await DecidedAsync(id);
        Assert.Equal((RequirementStatus.Approved, "ann"), (decided.Status, decided.ResolvedBy));
        Assert.Equal("other", decided.EditedArguments!.Value.GetProperty("text").GetString());
        var question = Assert.Single(asked);
        Assert.StartsWith("May sender call send_message?", question.Message, StringComparison.Ordinal);
        Assert.Equal(["decision", "note", "arguments", "by"], question.RequestedSchema!.Properties.Keys);
    }

    [Fact]
    public async Task Accept_WithTheArgumentsThatWereShown_ApprovesWithoutEditing()
    {
        await using var client = await api.ConnectAsync(answer: question =>
            McpHost.Accept(("decision", "approve"), ("arguments", Default(question, "arguments"))));
        var (runId, id) = await PausedAsync();

        await client.AskAsync("get_run", new { runId, waitSeconds = 0 });

        Assert.Equal(
            (RequirementStatus.Approved, null), ((await DecidedAsync(id)).Status, (await DecidedAsync(id)).EditedArguments));
    }

    [Theory]
    [InlineData("decline", RequirementStatus.Rejected)]
    [InlineData("cancel", RequirementStatus.Pending)]
    public async Task DeclineAndCancel_RejectAndDecideNothing(string action, RequirementStatus status)
    {
        var asked = 0;
        await using var client = await api.ConnectAsync(answer: _ =>
        {
            asked++;
            return new ElicitResult { Action = action };
        });
        var (runId, id) = await PausedAsync();

        var result = await client.AskAsync("get_run", new { runId, waitSeconds = 0 });

        Assert.Equal((status, 1), ((await api.Store.FindRequirementAsync(id))!.Status, asked));
        Assert.Equal(status == RequirementStatus.Pending, result.Text().Contains(id, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"decision":"yes"}""")]
    [InlineData("""{"decision":"approve","arguments":"{"}""")]
    [InlineData("""{"decision":"approve","arguments":"{\"text\":1}"}""")]
    [InlineData("""{"decision":"approve","what":1}""")]
    public async Task Accept_WithAnotherForm_DecidesNothing(string content)
    {
        await using var client = await api.ConnectAsync(answer: _ => new ElicitResult
        {
            Action = "accept",
            Content = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(content),
        });
        var (runId, id) = await PausedAsync();

        var result = await client.AskAsync("get_run", new { runId, waitSeconds = 0 });

        Assert.True(result.IsError);
        Assert.Equal(RequirementStatus.Pending, (await api.Store.FindRequirementAsync(id))!.Status);
    }

    [Fact]
    public async Task AnswerInARequestOfItsOwn_ToWhatIsUnknownOrDecided_IsAnErrorThatSaysWhich()
    {
        var (_, id) = await PausedAsync();
        string Answer(string requirement, string result) =>
            $$"""{"jsonrpc":"2.0","id":"elicitation:{{requirement}}:x","result":{{result}} }""";

        var (unknown, what, _) = await api.FrameAsync(Answer("none", """{"action":"decline"}"""), McpHost.Old);
        var (bad, why, _) = await api.FrameAsync(Answer(id, """{"action":"maybe"}"""), McpHost.Old);
        var (taken, _, _) = await api.FrameAsync(Answer(id, """{"action":"decline"}"""), McpHost.Old);
        var (repeated, _, _) = await api.FrameAsync(Answer(id, """{"action":"decline"}"""), McpHost.Old);
        var (late, late2, _) = await api.FrameAsync(
            Answer(id, """{"action":"accept","content":{"decision":"approve"}}"""), McpHost.Old);

        Assert.Equal((404, 400, 202, 202, 409), (unknown, bad, taken, repeated, late));
        Assert.Contains("requirementNotFound", what.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("invalidField", why.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("alreadyDecided", late2.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(RequirementStatus.Rejected, (await api.Store.FindRequirementAsync(id))!.Status);
    }

    [Fact]
    public async Task UserInput_IsAFormOfItsFields()
    {
        List<ElicitRequestParams> asked = [];
        await using var client = await api.ConnectAsync(answer: question =>
        {
            asked.Add(question);
            return McpHost.Accept(("text", "written by hand"));
        });
        var (runId, id) = await PausedAsync(requirement => requirement with
        {
            Kind = RequirementKind.UserInput,
            InputFields = [new InputField("text", "string", "What to send")],
            ExpiresAt = new DateTimeOffset(2099, 12, 31, 0, 0, 0, TimeSpan.Zero),
        });

        await client.AskAsync("get_run", new { runId, waitSeconds = 0 });

        Assert.Equal("written by hand", (await DecidedAsync(id)).Values!.Value.GetProperty("text").GetString());
        Assert.Contains("Open until 2099-12-31 00:00:00Z.", asked[0].Message, StringComparison.Ordinal);
        Assert.Equal("What to send", Assert.Single(asked).RequestedSchema!.Properties["text"].Description);
    }

    private async Task<(string RunId, string Id)> PausedAsync(Func<RequirementRecord, RequirementRecord>? change = null)
    {
        var runId = await api.StartAsync();
        return (runId, await api.Store.PausedAsync(runId, change: change));
    }

    private async Task<RequirementRecord> DecidedAsync(string id)
    {
        var decided = (await api.Store.FindRequirementAsync(id))!;
        Assert.NotEqual(RequirementStatus.Pending, decided.Status);
        return decided;
    }

    private static string Default(ElicitRequestParams question, string field) =>
        ((ElicitRequestParams.StringSchema)question.RequestedSchema!.Properties[field]).Default!;
}
