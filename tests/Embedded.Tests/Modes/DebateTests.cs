using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Modes;

public sealed class DebateTests
{
    [Fact]
    public async Task Run_TwoRounds_EachSeesWhatWasSaidAndTheJudgesWordsAreTheAnswer()
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.Debate(rounds: 2));
        Script.For(harness.Chat)
            .With("pro", Reply.Text("p1"), Reply.Text("p2")).With("con", Reply.Text("c1"), Reply.Text("c2"))
                .With("judge", Reply.Text(TriadReply.Verdict("con")), Reply.Text("Better not."));

        var run = await harness.RunAsync("Go?");

        Assert.Equal((RunStatus.Completed, "Better not."), (run.Status, run.Output!.Text));
        Assert.Equal(
            ["p1", "c1", "p2", "c2", TriadReply.Verdict("con"), "Better not."], run.Members.Select(member => member.Output));
        Assert.StartsWith("user: Go?\n\nArgue your side.", Said("pro", 0), StringComparison.Ordinal);
        Assert.StartsWith(
            "user: Go?\n\npro:\np1\n\ncon:\nc1\n\npro:\np2\n\nArgue your side: answer", Said("con", 1), StringComparison.Ordinal);
        Assert.Equal("verdict", harness.Chat.AskedOf("judge").First().Format);
        Assert.Contains("""["pro","con"]""", harness.Chat.AskedOf("judge").First().Schema, StringComparison.Ordinal);
        Assert.Contains("con:\nc2\n\njudge:\n" + TriadReply.Verdict("con"), Said("judge", 1), StringComparison.Ordinal);

        string Said(string agent, int run) =>
            Assert.Single(harness.Chat.AskedOf(agent).ElementAt(run).Said).ReplaceLineEndings("\n");
    }

    [Fact]
    public async Task Verdict_ForNoSide_IsRepaired()
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.Debate(rounds: 1));
        Script.For(harness.Chat).With("pro", Reply.Text("p")).With("con", Reply.Text("c"))
            .With("judge", Reply.Text(TriadReply.Verdict("judge")), Reply.Text(TriadReply.Verdict("pro")), Reply.Text("Yes."));

        var run = await harness.RunAsync("Go?");

        Assert.Equal((RunStatus.Completed, "Yes.", "con:1 judge:3 pro:1"), (run.Status, run.Output!.Text, harness.Chat.Counts));
    }

    [Fact]
    public async Task SideFails_RetryAsksOnlyForWhatIsMissing()
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.Debate(rounds: 1));
        Script.For(harness.Chat).With("pro", Reply.Text("p")).With("con", Reply.Failure, Reply.Text("c"))
            .With("judge", Reply.Text(TriadReply.Verdict("pro")), Reply.Text("Yes."));

        var failed = await harness.RunAsync("Go?");
        Assert.Equal((RunStatus.Failed, "con"), (failed.Status, failed.Error!.MemberId));
        var run = await harness.RetryAsync(failed.RunId);

        Assert.Equal((RunStatus.Completed, "Yes.", "con:2 judge:2 pro:1"), (run.Status, run.Output!.Text, harness.Chat.Counts));
    }
}
