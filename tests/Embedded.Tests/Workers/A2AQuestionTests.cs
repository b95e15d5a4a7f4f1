using System.Text.Json;
using DurableTeams.Definitions.Secrets;
using DurableTeams.Runs.Remote.A2A;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Workers;

/// <summary>What a task of a team of this product asks, as its API shows requirements.</summary>
public sealed class A2AQuestionTests
{
    [Theory]
    [InlineData("confirmation", "Confirmation", "approve", """{"decision":"approve","note":"n"}""")]
    [InlineData("confirmation", "Confirmation", "expire", """{"decision":"reject","note":"n"}""")]
    [InlineData("unknownOutcome", "Confirmation", "approve", """{"decision":"retry","note":"n"}""")]
    [InlineData("userInput", "UserInput", "answer", """{"decision":"answer","note":"n","values":{"to":"ann"}}""")]
    [InlineData("externalExecution", "ExternalExecution", "result", """{"decision":"result","note":"n","result":7}""")]
    public void Of_RequirementOfATeam_IsAQuestionWhoseDecisionGoesBackAsItIs(
        string kind, string asks, string decision, string answer)
    {
        var question = Assert.Single(A2AQuestions.Of(Paused(Requirement("r1", kind)), new Redaction([])));
        var asked = new RequirementRecord
        {
            RequirementId = "here", RunId = "run", TeamId = "team", MemberRunId = "run.1", MemberId = "one", MemberPath = ["one"],
            Call = new CallReference("run.1", 0, 0), Tool = new StoredCall("c", "send", question.Arguments),
            CreatedAt = DateTimeOffset.UnixEpoch, Decision = decision, Note = "n",
            Values = JsonElement.Parse("""{"to":"ann"}"""), Result = JsonElement.Parse("7"),
        };

        Assert.Equal((asks, "send"), (question.Kind.ToString(), question.Name));
        Assert.Equal("""{"text":"hi"}""", question.Arguments.GetRawText());
        Assert.Equal(asks == "UserInput" ? "to" : null, question.Fields?.Single().Name);
        Assert.Equal(answer.Insert(1, "\"requirementId\":\"r1\","), question.Answer(asked).Data!.Value.GetRawText());
    }

    [Fact]
    public void Of_SeveralRequirements_AreQuestionsOfTheirOwnWithIdsThatStay()
    {
        var both = A2AQuestions.Of(Paused(Requirement("r1", "confirmation"), Requirement("r2", "userInput")), new Redaction([]));
        var left = A2AQuestions.Of(Paused(Requirement("r2", "userInput")), new Redaction([]));

        Assert.Equal(2, both.Select(question => question.Id).Distinct().Count());
        Assert.Equal(both[1].Id, Assert.Single(left).Id);
    }

    [Fact]
    public void Of_DataThatIsNoRequirement_IsAskedInTheAgentsWords()
    {
        var question = Assert.Single(A2AQuestions.Of(
            Paused(JsonElement.Parse("""{"requirementId":"r1","decisions":[],"kind":"other"}""")), new Redaction([])));

        Assert.Equal((RequirementKind.UserInput, "May I?"), (question.Kind, question.Note));
        Assert.Null(question.RequirementId);
    }

    private static A2ATask Paused(params JsonElement[] data) => new(
        "task", "context", new A2AStatus(
            A2AStatus.InputRequired,
            new A2AMessage("m", "ROLE_AGENT", [new A2APart("May I?"), .. data.Select(one => new A2APart(Data: one))])));

    private static JsonElement Requirement(string id, string kind) => JsonElement.Parse($$$"""
        {"requirementId":"{{{id}}}","kind":"{{{kind}}}","status":"pending","decisions":["approve"],
         "tool":{"callId":"c","name":"send","arguments":{"text":"hi"}},
         "inputFields":[{"name":"to","type":"string","description":null,"required":true,"value":null}]}
        """);
}
