using DurableTeams.Contracts;
using DurableTeams.Json;
using DurableTeams.Storage.Ids;

namespace DurableTeams.Orchestrations.Tests;

public sealed class SentenceTests
{
    [Theory]
    [InlineData("it broke", "it broke.")]
    [InlineData("it broke.", "it broke.")]
    [InlineData("it broke..", "it broke.")]
    [InlineData("why? ", "why?")]
    [InlineData("cut…", "cut…")]
    public void End_OfPartsThatOthersWrote_IsOneFullStop(string text, string sentence) =>
        Assert.Equal(sentence, Sentence.WithFullStop(text));

    [Fact]
    public void Error_OfAModelThatEndsItsOwnSentence_HasOneFullStop()
    {
        var agent = new AgentRef("r.1", "crew", "s", "v", "one");
        Assert.EndsWith(
            "Member 'one' of team 'crew' failed: it broke.",
            RunErrors.Error(agent, "modelFailed", "failed: it broke.").Message,
            StringComparison.Ordinal);
    }
}
