using DurableTeams.Errors;
using DurableTeams.Http.Protocols.OpenAI.Requests;

namespace DurableTeams.Embedded.Tests.Protocols.OpenAI;

/// <summary>What a client wants is what it says after the team's last word.</summary>
public sealed class OpenAIDialogueTests
{
    private static readonly OpenAITurn[] Told = [Said("system", "be brief"), Said("user", "one"), Said("assistant", "two")];

    [Fact]
    public void Message_AloneOrRemembered_IsItself()
    {
        Assert.Equal("hi", OpenAIDialogue.Read([Said("user", "hi")], remembered: false).Message);
        Assert.Equal("hi", OpenAIDialogue.Read([.. Told, Said("user", "hi")], remembered: true).Message);
    }

    [Fact]
    public void Message_OfAClientThatSendsEverything_HasItBefore() => Assert.Equal(
        "What was said before:\n\nsystem: be brief\n\nuser: one\n\nassistant: two\n\nThe message to answer:\n\nhi",
        OpenAIDialogue.Read([.. Told, Said("user", "hi")], remembered: false).Message);

    [Fact]
    public void Answers_SinceTheLastMessage_CountWhereverTheyStand()
    {
        var read = OpenAIDialogue.Read(
            [Answer("old"), .. Told, Answer("a"), new OpenAITurn("call"), Answer("b")], remembered: false);

        Assert.Null(read.Message);
        Assert.Equal(["a", "b"], read.Answers.Select(answer => answer.RequirementId));
    }

    [Fact]
    public void Nothing_AfterTheTeam_IsNothing()
    {
        var read = OpenAIDialogue.Read(Told, remembered: true);

        Assert.Null(read.Message);
        Assert.Empty(read.Answers);
    }

    [Fact]
    public void MessageBesideAnswers_IsRefused() => Assert.Equal(
        "unsupportedContent",
        Assert.Throws<ApiException>(() => OpenAIDialogue.Read([Answer("a"), Said("user", "hi")], remembered: true)).Code);

    private static OpenAITurn Said(string role, string text) => new("input", role, text);

    private static OpenAITurn Answer(string id) => new("input", Answer: new OpenAIAnswer(id, true, null, "input"));
}
