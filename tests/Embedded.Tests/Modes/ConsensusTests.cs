using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Modes;

public sealed class ConsensusTests
{
    private static readonly string[] Peers = ["ann", "ben", "cleo"];

    [Fact]
    public async Task Run_TwoVotesForOne_ThatProposalIsTheAnswer()
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.Consensus());
        Votes(harness, "ben", "ben", "ann");

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, "by ben"), (run.Status, run.Output!.Text));
        foreach (var peer in Peers)
        {
            var (propose, vote) = (harness.Chat.AskedOf(peer).First(), harness.Chat.AskedOf(peer).Last());
            Assert.Equal("user: Go\n\nMake your proposal.", Assert.Single(propose.Said).ReplaceLineEndings("\n"));
            Assert.Null(propose.Format);
            Assert.Equal("vote", vote.Format);
            Assert.Contains("""["ann","ben","cleo"]""", vote.Schema, StringComparison.Ordinal);
            Assert.StartsWith(
                "user: Go\n\nProposal of ann:\nby ann\n\nProposal of ben:\nby ben\n\nProposal of cleo:\nby cleo\n\nVote for "
                    + "the best of these proposals",
                Assert.Single(vote.Said).ReplaceLineEndings("\n"),
                StringComparison.Ordinal);
        }

        Assert.Contains(
            "Your position: peer; the other peers are ann and cleo.",
            harness.Chat.AskedOf("ben").First().System,
            StringComparison.Ordinal);
        Assert.Equal([TriadReply.Vote("ben"), TriadReply.Vote("ben"), TriadReply.Vote("ann")], run.Members.Skip(3)
            .Select(member => member.Output));
    }

    [Theory]
    [InlineData(2, "ann", "ben", "cleo", "by ann")]
    [InlineData(3, "cleo", "cleo", "ben", "by cleo")]
    public async Task NoProposalHasTheVotes_OnTieFirst_TheMostVotesOrTheFirstInFileOrderWins(
        int quorum, string ann, string ben, string cleo, string answer)
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.Consensus() with { Consensus = new ConsensusDefinition { Quorum = quorum } });
        Votes(harness, ann, ben, cleo);

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, answer), (run.Status, run.Output!.Text));
    }

    [Theory]
    [InlineData(2, "ann", "ben", "cleo", "ann 1, ben 1, cleo 1")]
    [InlineData(3, "cleo", "cleo", "ben", "ann 0, ben 1, cleo 2")]
    public async Task NoProposalHasTheVotes_OnTieFail_FailsWithTheTallyAndKeepsAll(
        int quorum, string ann, string ben, string cleo, string tally)
    {
        var team = TestTeam.Consensus(TeamPhase.Negotiation) with
        {
            Consensus = new ConsensusDefinition { Quorum = quorum, OnTie = TiePolicy.Fail }
        };
        await using var harness = await new RunHarness().ServeAsync(team);
        Votes(harness, ann, ben, cleo);

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Failed, "noConsensus", "negotiation"), (run.Status, run.Error!.Code, run.Error.Phase));
        Assert.Equal(
            $"Team 'team' found no proposal with {quorum} votes (consensus.quorum; votes: {tally}) in phase 'negotiation'.",
            run.Error.Message);
        Assert.Equal(
        [
            "by ann",
            "by ben",
            "by cleo",
            TriadReply.Vote(ann),
            TriadReply.Vote(ben),
            TriadReply.Vote(cleo)
        ], run.Members.Select(member => member.Output));
    }

    [Fact]
    public async Task Vote_ForNobody_IsRepaired()
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.Consensus());
        Script.For(harness.Chat)
            .With("ann", Reply.Text("by ann"), Reply.Text(TriadReply.Vote("zoe")), Reply.Text(
                $"```json\n{TriadReply.Vote("ben")}\n```"))
            .With("ben", Reply.Text("by ben"), Reply.Text(TriadReply.Vote("ben")))
                .With("cleo", Reply.Text("by cleo"), Reply.Text(TriadReply.Vote("ann")));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, "by ben"), (run.Status, run.Output!.Text));
        Assert.Contains("Your answer cannot be used", harness.Chat.AskedOf("ann").Last().Last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OneVoteFails_RetryAsksOnlyForThatVote()
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.Consensus());
        Script.For(harness.Chat)
            .With("ann", Reply.Text("by ann"), Reply.Text(TriadReply.Vote("cleo")))
                .With("ben", Reply.Text("by ben"), Reply.Failure, Reply.Text(TriadReply.Vote("ann")))
                .With("cleo", Reply.Text("by cleo"), Reply.Text(TriadReply.Vote("cleo")));

        var failed = await harness.RunAsync("Go");
        Assert.Equal((RunStatus.Failed, "ben"), (failed.Status, failed.Error!.MemberId));
        var run = await harness.RetryAsync(failed.RunId);

        Assert.Equal((RunStatus.Completed, "by cleo", "ann:2 ben:3 cleo:2"), (run.Status, run.Output!.Text, harness.Chat.Counts));
    }

    private static void Votes(RunHarness harness, params string[] votes)
    {
        var script = Script.For(harness.Chat);
        foreach (var (peer, vote) in Peers.Zip(votes))
            script.With(peer, Reply.Text($"by {peer}"), Reply.Text(TriadReply.Vote(vote)));
    }
}
