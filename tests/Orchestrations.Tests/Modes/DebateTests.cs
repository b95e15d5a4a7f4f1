using DurableTeams.Orchestrations.Tests.Runs;
using DurableTeams.Storage.Records;
using static DurableTeams.Orchestrations.Tests.Modes.ModeTeams;
using static DurableTeams.Orchestrations.Tests.Modes.Script;
using static DurableTeams.Orchestrations.Tests.Runs.RunHarness;

namespace DurableTeams.Orchestrations.Tests.Modes;

public sealed class DebateTests
{
    [Fact]
    public async Task Run_TwoRounds_EachSeesWhatWasSaidAndTheJudgesWordsAreTheAnswer()
    {
        await using var harness = await new RunHarness().ServeAsync(Debate(rounds: 2));
        For(harness)
            .With("pro", Says("p1"), Says("p2")).With("con", Says("c1"), Says("c2")).With("judge", Says(Verdict("con")), Says("Better not."));

        var run = await harness.RunAsync("Go?");

        Assert.Equal((RunStatus.Completed, "Better not."), (run.Status, run.Output!.Text));
        Assert.Equal(["p1", "c1", "p2", "c2", Verdict("con"), "Better not."], run.Members.Select(member => member.Output));
        Assert.StartsWith("user: Go?\n\nArgue your side.", Said("pro", 0), StringComparison.Ordinal);
        Assert.StartsWith("user: Go?\n\npro:\np1\n\ncon:\nc1\n\npro:\np2\n\nArgue your side: answer", Said("con", 1), StringComparison.Ordinal);
        Assert.Equal("verdict", harness.Chat.AskedOf("judge").First().Format);
        Assert.Contains("""["pro","con"]""", harness.Chat.AskedOf("judge").First().Schema, StringComparison.Ordinal);
        Assert.Contains("con:\nc2\n\njudge:\n" + Verdict("con"), Said("judge", 1), StringComparison.Ordinal);

        string Said(string agent, int run) => Assert.Single(harness.Chat.AskedOf(agent).ElementAt(run).Said).ReplaceLineEndings("\n");
    }

    [Fact]
    public async Task Verdict_ForNoSide_IsRepaired()
    {
        await using var harness = await new RunHarness().ServeAsync(Debate(rounds: 1));
        For(harness).With("pro", Says("p")).With("con", Says("c")).With("judge", Says(Verdict("judge")), Says(Verdict("pro")), Says("Yes."));

        var run = await harness.RunAsync("Go?");

        Assert.Equal((RunStatus.Completed, "Yes.", "con:1 judge:3 pro:1"), (run.Status, run.Output!.Text, harness.Chat.Counts));
    }

    [Fact]
    public async Task SideFails_RetryAsksOnlyForWhatIsMissing()
    {
        await using var harness = await new RunHarness().ServeAsync(Debate(rounds: 1));
        For(harness).With("pro", Says("p")).With("con", Fails, Says("c")).With("judge", Says(Verdict("pro")), Says("Yes."));

        var failed = await harness.RunAsync("Go?");
        Assert.Equal((RunStatus.Failed, "con"), (failed.Status, failed.Error!.MemberId));
        var run = await harness.RetryAsync(failed.RunId);

        Assert.Equal((RunStatus.Completed, "Yes.", "con:2 judge:2 pro:1"), (run.Status, run.Output!.Text, harness.Chat.Counts));
    }
}
