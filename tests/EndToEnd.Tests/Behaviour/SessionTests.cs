using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Behaviour;

public sealed class SessionTests(ITestOutputHelper output)
{
    [Theory]
    [OnSqlite]
    [OnFunctions]
    public async Task Leader_InTheSecondRunOfASession_IsShownItsEarlierTurn(StoreKind store)
    {
        await using var stage = await OpenAsync("history: { scope: role, turns: 10 }", store);
        var first = await stage.Api.StartRunAsync("newsroom", "What is the capital of France?", "s-1");
        await stage.Api.UntilAsync(first, "completed");
        var second = await stage.Api.StartRunAsync("newsroom", "And of Spain?", "s-1");
        await stage.Api.UntilAsync(second, "completed");

        var asked = stage.Chat.Requests[^1];
        Assert.Equal("And of Spain?", asked.Task);
        var texts = asked.Messages.Select(message => (message.Role, message.Text)).ToList();
        var question = texts.FindIndex(message => message.Text.Contains(
            "What is the capital of France?", StringComparison.Ordinal));
        var answer = texts.FindIndex(message => message.Text.Contains("Answer to What is the capital", StringComparison.Ordinal));
        Assert.True(question >= 0 && answer >= question && answer < texts.Count - 1, string.Join(Environment.NewLine, texts));

        var session = (await stage.Api.GetAsync("sessions/s-1")).Expect(200).Json;
        Assert.Equal([first, second], session.Items("runIds").Select(id => id.GetString()!));
        Assert.Equal(2, (await stage.Api.GetAsync("runs?sessionId=s-1")).Expect(200).Json.Items("items").Count);
        Assert.Contains(
            (await stage.Api.GetAsync("sessions")).Expect(200).Json.Items("items"), one => one.Text("sessionId") == "s-1");
    }

    [Fact]
    public async Task Leader_InAnotherSession_KnowsNothingOfTheFirst()
    {
        await using var stage = await OpenAsync("history: { scope: role, turns: 10 }");
        await stage.Api.UntilAsync(await stage.Api.StartRunAsync("newsroom", "A secret of session one", "s-1"), "completed");
        await stage.Api.UntilAsync(await stage.Api.StartRunAsync("newsroom", "Go", "s-2"), "completed");
        Assert.DoesNotContain("secret", stage.Chat.Requests[^1].Body.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leader_OfATeamWithoutHistory_IsShownNone()
    {
        await using var stage = await OpenAsync("history: { scope: none }");
        await stage.Api.UntilAsync(await stage.Api.StartRunAsync("newsroom", "A secret of the past", "s-1"), "completed");
        await stage.Api.UntilAsync(await stage.Api.StartRunAsync("newsroom", "Go", "s-1"), "completed");
        Assert.DoesNotContain("secret", stage.Chat.Requests[^1].Body.GetRawText(), StringComparison.Ordinal);
    }

    private async Task<Stage> OpenAsync(string setting, StoreKind store = StoreKind.Sqlite)
    {
        var stage = await Stage.OpenAsync(output, store, Newsroom.Team with { Settings = [setting] });
        stage.Chat.Answers = request => ChatAnswer.Say("Answer to " + request.Task);
        return stage;
    }
}
