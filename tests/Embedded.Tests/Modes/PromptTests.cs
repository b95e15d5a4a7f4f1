using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Runs;

namespace DurableTeams.Embedded.Tests.Modes;

public sealed class PromptTests
{
    [Theory]
    [InlineData("Writes news", "Writes news.")]
    [InlineData("Writes news.", "Writes news.")]
    [InlineData("Writes news. \n", "Writes news.")]
    [InlineData("News first!", "News first!")]
    [InlineData("What is new?", "What is new?")]
    public async Task DescriptionAndRole_HoweverTheyEnd_EndWithOneMark(string words, string sentence)
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Coordinate, TestMember.Of("one") with { Role = words }) with { Description = words });
        Script.For(harness.Chat).With("leader", Reply.Calls(ToolCall.Delegate("a", "one", "x")), Reply.Text("ok"))
            .With("one", Reply.Text("1"));

        await harness.RunAsync("Go");

        Assert.StartsWith(
            $"You are the leader of the team \"Team\": {sentence}\n",
            harness.Chat.AskedOf("leader").First().System.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Equal($"You are one, a member of the team \"Team\". Your role: {sentence}", Assert.Single(harness.Chat.AskedOf(
            "one")).System);
    }
}
