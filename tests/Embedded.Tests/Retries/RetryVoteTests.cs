using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Retries;

/// <summary>Retries of runs whose peers found no consensus.</summary>
public sealed class RetryVoteTests
{
    private static TeamDefinition Team(params TeamPhase[] phases) =>
        TestTeam.Consensus(phases) with { Consensus = new ConsensusDefinition { Quorum = 2, OnTie = TiePolicy.Fail } };

    [Fact]
    public async Task NoConsensus_Retried_VotesAnewOnTheSameProposals()
    {
        await using var harness = await new RunHarness().ServeAsync(Team(TeamPhase.Negotiation));
        Script.For(harness.Chat)
            .With("ann", Reply.Text("by ann"), Reply.Text(TriadReply.Vote("ann")), Reply.Text(TriadReply.Vote("ben")), Reply.Text(
                TriadReply.Summary("negotiation", "ben's")))
            .With("ben", Reply.Text("by ben"), Reply.Text(TriadReply.Vote("ben")), Reply.Text(TriadReply.Vote("ben")))
            .With("cleo", Reply.Text("by cleo"), Reply.Text(TriadReply.Vote("cleo")), Reply.Text(TriadReply.Vote("ann")));

        var failed = await harness.RunAsync("Go");
        Assert.Equal((RunStatus.Failed, "noConsensus"), (failed.Status, failed.Error!.Code));
        var run = await harness.RetryAsync(failed.RunId);

        Assert.Equal((RunStatus.Completed, "by ben", "ann:4 ben:3 cleo:3"), (run.Status, run.Output!.Text, harness.Chat.Counts));
        Assert.Equal(harness.Chat.AskedOf("ben").ElementAt(1).Said, harness.Chat.AskedOf("ben").ElementAt(2).Said);
        var phase = Assert.Single(await harness.EventsAsync(run.RunId, "PhaseCompleted")).Data!.Value;
        Assert.Equal("ben", phase.GetProperty("winner").GetString());
        Assert.Equal(["ben", "ben", "ann"], phase.GetProperty("votes").EnumerateArray()
            .Select(vote => vote.GetProperty("vote").GetProperty("vote").GetString()));
    }

    [Fact]
    public async Task NoConsensus_RetriedInVain_AsksForOneVoteMoreEachTime()
    {
        await using var harness = await new RunHarness().ServeAsync(Team());
        var script = Script.For(harness.Chat);
        foreach (var peer in new[] { "ann", "ben", "cleo" })
            script.With(peer, Reply.Text($"by {peer}"), Reply.Text(TriadReply.Vote(peer)), Reply.Text(
                TriadReply.Vote(peer)), Reply.Text(TriadReply.Vote("cleo")));

        var failed = await harness.RunAsync("Go");
        var again = await harness.RetryAsync(failed.RunId);
        Assert.Equal(("noConsensus", "ann:3 ben:3 cleo:3"), (again.Error!.Code, harness.Chat.Counts));
        var run = await harness.RetryAsync(failed.RunId);

        Assert.Equal((RunStatus.Completed, "by cleo", "ann:4 ben:4 cleo:4"), (run.Status, run.Output!.Text, harness.Chat.Counts));
    }

    [Fact]
    public async Task NoConsensus_OfANestedTeam_IsVotedOnAnewWithTheRunsRetry()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Sequential, TestMember.Nested("panel")), Team() with { Id = "panel", Name = "panel" });
        var script = Script.For(harness.Chat);
        foreach (var peer in new[] { "ann", "ben", "cleo" })
            script.With(peer, Reply.Text($"by {peer}"), Reply.Text(TriadReply.Vote(peer)), Reply.Text(TriadReply.Vote("ann")));

        var failed = await harness.RunAsync("Go");
        Assert.Equal("noConsensus", failed.Error!.Code);
        var run = await harness.RetryAsync(failed.RunId);

        Assert.Equal((RunStatus.Completed, "by ann", "ann:3 ben:3 cleo:3"), (run.Status, run.Output!.Text, harness.Chat.Counts));
    }
}
