using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Definitions;
using DurableTeams.Json;
using DurableTeams.Models;
using DurableTeams.Models.Scripted;
using Microsoft.Extensions.AI;

namespace DurableTeams.Orchestrations.Tests.Models;

public class ScriptedChatClientTests
{
    [Theory]
    [InlineData("leader", 1, "Write the News", "news asked")]
    [InlineData("leader", 2, "Write the News", "leader's second")]
    [InlineData("leader", 3, "else", "anything: else")]
    [InlineData("writer", 2, "news", "anything: news")]
    public async Task GetResponseAsync_Rules_FirstThatFitsAnswers(string agent, int turn, string asked, string answer)
    {
        using var client = Client(
            new() { Agent = "leader", Turn = 1, Contains = "the news", Text = "news asked" },
            new() { Agent = "leader", Turn = 2, Text = "leader's second" },
            new() { Text = "anything: {last}" });

        Assert.Equal(answer, (await Ask(client, agent, turn, new ChatMessage(ChatRole.User, asked))).Text);
    }

    [Theory]
    [InlineData("You lead", "the news", "vote", "voted")]
    [InlineData("You lead", "the news", null, "news after tools")]
    [InlineData("You lead", "else", null, "leads")]
    [InlineData("You write", "else", "other", "anything")]
    public async Task GetResponseAsync_SystemUserFormat_AreConditions(string system, string asked, string? format, string answer)
    {
        using var client = Client(
            new() { Format = "vote", Text = "voted" },
            new() { User = "NEWS", Text = "news after tools" },
            new() { System = "you lead", Text = "leads" },
            new() { Text = "anything" });
        var options = new ChatOptions
        {
            ResponseFormat = format is null ? null : ChatResponseFormat.ForJsonSchema(JsonElement.Parse("{}"), format),
        };
        ChatMessage[] messages =
        [
            new(ChatRole.System, system),
            new(ChatRole.User, asked),
            new(ChatRole.Tool, [new FunctionResultContent("c", "found")])
        ];

        Assert.Equal(answer, (await client.GetResponseAsync(messages, options)).Text);
    }

    [Fact]
    public async Task GetResponseAsync_FormatWithoutSchema_IsNamedJson()
    {
        using var client = Client(new ScriptedTurn { Format = "json", System = "be brief", Text = "{}" });
        ChatMessage[] question = [new(ChatRole.User, "hello")];

        Assert.Equal("{}", (await client.GetResponseAsync(
            question, new() { ResponseFormat = ChatResponseFormat.Json, Instructions = "Be brief" })).Text);
        await Assert.ThrowsAsync<ModelException>(() => client.GetResponseAsync(question, new() { Instructions = "Be brief" }));
    }

    [Fact]
    public async Task GetResponseAsync_NoRuleFits_PermanentFailureSaysWhat()
    {
        using var client = Client(new ScriptedTurn { Agent = "leader" });

        var failure = await Assert.ThrowsAsync<ModelException>(() => Ask(
            client, "writer", 3, new ChatMessage(ChatRole.User, "hello")));

        Assert.Equal(
            ("the script has no rule for agent writer turn 3 asked 'hello'", false), (failure.Message, failure.Transient));
    }

    [Fact]
    public async Task GetResponseAsync_NoScript_PermanentFailure()
    {
        using var client = new ScriptedChatClient(new ModelDefinition { Provider = "scripted" });

        Assert.False((await Assert.ThrowsAsync<ModelException>(() => client.GetResponseAsync([]))).Transient);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task GetResponseAsync_SeveralToolResults_AreTheNewestMessageTogether(bool oneMessage)
    {
        FunctionResultContent[] results = [new("a", "first"), new("b", new { n = 2 })];
        ChatMessage[] tools = oneMessage
            ? [new(ChatRole.Tool, [.. results])]
            : [.. results.Select(r => new ChatMessage(ChatRole.Tool, [r]))];
        using var client = Client(new ScriptedTurn { Contains = "FIRST", Text = "got {last}" });

        var response = await Ask(client, "leader", 2, [new(ChatRole.User, "go"), new(ChatRole.Assistant, "calling"), .. tools]);

        Assert.Equal("got first\n{\"n\":2}", response.Text);
    }

    [Fact]
    public async Task GetResponseAsync_NobodySaysWhoAsks_TurnCountedFromTheConversation()
    {
        using var client = Client(new ScriptedTurn { Agent = "leader" }, new ScriptedTurn { Turn = 2, Text = "second" });

        var response = await client.GetResponseAsync(
            [new(ChatRole.User, "a"), new(ChatRole.Assistant, "b"), new(ChatRole.User, "c")]);

        Assert.Equal("second", response.Text);
    }

    [Fact]
    public async Task GetResponseAsync_Calls_WithGivenAndMadeIds()
    {
        using var client = Client(new ScriptedTurn
        {
            Text = "calling",
            Calls =
            [
                new ScriptedCall("search", new JsonObject { ["q"] = "é", ["n"] = null }),
                new ScriptedCall("exit", null, "mine"),
                new ScriptedCall("exit")
            ],
        });

        var response = await Ask(client, "leader", 4, new ChatMessage(ChatRole.User, "x"));

        var calls = response.Messages.Single().Contents.OfType<FunctionCallContent>().ToList();
        Assert.Equal([("call-4-0", "search"), ("mine", "exit"), ("call-4-2", "exit")], calls.Select(c => (c.CallId, c.Name)));
        Assert.Equal("""{"q":"é","n":null}""", JsonSerializer.Serialize(calls[0].Arguments, ContractJson.Compact));
        Assert.Empty(calls[1].Arguments!);
        Assert.Equal(("calling", ChatFinishReason.ToolCalls), (response.Text, response.FinishReason));
    }

    [Fact]
    public async Task GetResponseAsync_SameRequest_SameAnswerAndUsage()
    {
        using var client = Client(new ScriptedTurn { Text = "12345678" });
        ChatMessage[] messages = [new(ChatRole.System, "1234"), new(ChatRole.User, "12345678")];

        var first = await Ask(client, "leader", 1, messages);
        var second = await Ask(client, "leader", 1, messages);

        Assert.Equal((3L, 2L, 5L), (first.Usage!.InputTokenCount, first.Usage.OutputTokenCount, first.Usage.TotalTokenCount));
        Assert.Equal((first.Text, first.Usage.TotalTokenCount), (second.Text, second.Usage!.TotalTokenCount));
        Assert.Equal(
            1, (await Ask(Client(new ScriptedTurn()), "a", 1, new ChatMessage(ChatRole.User, ""))).Usage!.OutputTokenCount);
    }

    [Fact]
    public async Task GetResponseAsync_Error_TransientFailure()
    {
        using var client = Client(new ScriptedTurn { Error = "overloaded" });

        var failure = await Assert.ThrowsAsync<ModelException>(() => Ask(
            client, "leader", 1, new ChatMessage(ChatRole.User, "x")));

        Assert.Equal(("overloaded", true), (failure.Message, failure.Transient));
    }

    [Fact]
    public async Task GetResponseAsync_Delay_AnswersWhenTheClockSays()
    {
        var time = new FakeTimeProvider();
        using var client = Timed(time, new ScriptedTurn { Text = "late", Delay = TimeSpan.FromMinutes(5) });

        var asking = Ask(client, "leader", 1, new ChatMessage(ChatRole.User, "x"));

        time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
        Assert.False(asking.IsCompleted);
        time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal("late", (await asking).Text);
    }

    [Fact]
    public async Task GetResponseAsync_CancelledInDelay_Throws()
    {
        using var cancellationToken = new CancellationTokenSource();
        using var client = Timed(new FakeTimeProvider(), new ScriptedTurn { Delay = TimeSpan.FromMinutes(5) });

        var asking = client.GetResponseAsync([new(ChatRole.User, "x")], cancellationToken: cancellationToken.Token);
        await cancellationToken.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }

    private static ScriptedChatClient Client(params ScriptedTurn[] script) => Timed(null, script);

    private static ScriptedChatClient Timed(TimeProvider? time, params ScriptedTurn[] script) =>
        new(new ModelDefinition { Provider = "scripted", Script = script }, time);

    private static Task<ChatResponse> Ask(ScriptedChatClient client, string agent, int turn, params ChatMessage[] messages) =>
        client.GetResponseAsync(messages, new ChatOptions
        {
            AdditionalProperties = new() { [ChatRequestProperties.Agent] = agent, [ChatRequestProperties.Turn] = turn },
        });
}
