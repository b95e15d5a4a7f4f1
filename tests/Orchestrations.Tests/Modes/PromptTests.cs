using DurableTeams.Definitions;
using DurableTeams.Orchestrations.Tests.Runs;
using static DurableTeams.Orchestrations.Tests.Modes.ModeTeams;
using static DurableTeams.Orchestrations.Tests.Modes.Script;
using static DurableTeams.Orchestrations.Tests.Runs.RunHarness;
using static DurableTeams.Orchestrations.Tests.Runs.TestChat;

namespace DurableTeams.Orchestrations.Tests.Modes;

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
        await using var harness = await new RunHarness().ServeAsync(In(TeamMode.Coordinate, Member("one") with { Role = words }) with { Description = words });
        For(harness).With("leader", Makes(Delegate("a", "one", "x")), Says("ok")).With("one", Says("1"));

        await harness.RunAsync("Go");

        Assert.StartsWith(
            $"You are the leader of the team \"Team\": {sentence}\n", harness.Chat.AskedOf("leader").First().System.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Equal($"You are one, a member of the team \"Team\". Your role: {sentence}", Assert.Single(harness.Chat.AskedOf("one")).System);
    }
}
