using DurableTeams.Definitions;
using DurableTeams.Orchestrations.Tests.Runs;
using DurableTeams.Storage.Records;
using static DurableTeams.Orchestrations.Tests.Modes.ModeTeams;
using static DurableTeams.Orchestrations.Tests.Modes.Script;

namespace DurableTeams.Orchestrations.Tests.Modes;

/// <summary>Retries of runs whose peers found no consensus.</summary>
public sealed class RetryVoteTests
{
    private static TeamDefinition Team(params TeamPhase[] phases) =>
        Consensus(phases) with { Consensus = new ConsensusDefinition { Quorum = 2, OnTie = TiePolicy.Fail } };

    [Fact]
    public async Task NoConsensus_Retried_VotesAnewOnTheSameProposals()
    {
        await using var harness = await new RunHarness().ServeAsync(Team(TeamPhase.Negotiation));
        For(harness)
            .With("ann", Says("by ann"), Says(Vote("ann")), Says(Vote("ben")), Says(Summary("negotiation", "ben's")))
            .With("ben", Says("by ben"), Says(Vote("ben")), Says(Vote("ben")))
            .With("cleo", Says("by cleo"), Says(Vote("cleo")), Says(Vote("ann")));

        var failed = await harness.RunAsync("Go");
        Assert.Equal((RunStatus.Failed, "noConsensus"), (failed.Status, failed.Error!.Code));
        var run = await harness.RetryAsync(failed.RunId);

        Assert.Equal((RunStatus.Completed, "by ben", "ann:4 ben:3 cleo:3"), (run.Status, run.Output!.Text, harness.Chat.Counts));
        Assert.Equal(harness.Chat.AskedOf("ben").ElementAt(1).Said, harness.Chat.AskedOf("ben").ElementAt(2).Said);
        var phase = Assert.Single(await harness.EventsAsync(run.RunId, "PhaseCompleted")).Data!.Value;
        Assert.Equal("ben", phase.GetProperty("winner").GetString());
        Assert.Equal(["ben", "ben", "ann"], phase.GetProperty("votes").EnumerateArray().Select(vote => vote.GetProperty("vote").GetProperty("vote").GetString()));
    }

    [Fact]
    public async Task NoConsensus_RetriedInVain_AsksForOneVoteMoreEachTime()
    {
        await using var harness = await new RunHarness().ServeAsync(Team());
        var script = For(harness);
        foreach (var peer in new[] { "ann", "ben", "cleo" }) script.With(peer, Says($"by {peer}"), Says(Vote(peer)), Says(Vote(peer)), Says(Vote("cleo")));

        var failed = await harness.RunAsync("Go");
        var again = await harness.RetryAsync(failed.RunId);
        Assert.Equal(("noConsensus", "ann:3 ben:3 cleo:3"), (again.Error!.Code, harness.Chat.Counts));
        var run = await harness.RetryAsync(failed.RunId);

        Assert.Equal((RunStatus.Completed, "by cleo", "ann:4 ben:4 cleo:4"), (run.Status, run.Output!.Text, harness.Chat.Counts));
    }

    [Fact]
    public async Task NoConsensus_OfANestedTeam_IsVotedOnAnewWithTheRunsRetry()
    {
        await using var harness = await new RunHarness().ServeAsync(In(TeamMode.Sequential, Nested("panel")), Team() with { Id = "panel", Name = "panel" });
        var script = For(harness);
        foreach (var peer in new[] { "ann", "ben", "cleo" }) script.With(peer, Says($"by {peer}"), Says(Vote(peer)), Says(Vote("ann")));

        var failed = await harness.RunAsync("Go");
        Assert.Equal("noConsensus", failed.Error!.Code);
        var run = await harness.RetryAsync(failed.RunId);

        Assert.Equal((RunStatus.Completed, "by ann", "ann:3 ben:3 cleo:3"), (run.Status, run.Output!.Text, harness.Chat.Counts));
    }
}
