using DurableTeams.Definitions;
using DurableTeams.Storage;

namespace DurableTeams.Runs.Modes;

/// <summary>Peers propose in parallel, blind to each other, then vote on all proposals. The proposal with enough votes is the result.</summary>
internal sealed class ConsensusMode : PhasedMode
{
    protected override string Summariser(RunPlan plan) => plan.At(MemberPosition.Peer)[0];

    protected override async Task<PhaseResult> RunPhaseAsync(TeamRun team, Brief brief, bool last)
    {
        var peers = team.Plan.At(MemberPosition.Peer);
        var propose = brief with { Step = AgentStep.Propose, Final = last };
        var proposals = await team.RunMembersAsync([.. peers.Select(peer => new MemberTask(peer, propose))]);
        var vote = brief with { Step = AgentStep.Vote, Show = [.. proposals.Select(end => end.Agent.MemberRunId)] };
        var votes = await team.RunMembersAsync([.. peers.Select(peer => new MemberTask(peer, vote))]);
        var winner = Winner(team, brief, peers, [.. votes.Select(end => end.Result.Ending?.Choice)]);
        var result = proposals[winner].Agent.MemberRunId;
        List<string> voted = [.. votes.Select(end => end.Agent.MemberRunId)];
        return new PhaseResult(result, [result, .. voted], voted, peers[winner]);
    }

    private static int Winner(TeamRun team, Brief brief, IReadOnlyList<string> peers, List<string?> votes)
    {
        var counts = peers.Select(peer => votes.Count(vote => vote == peer)).ToList();
        var (most, first) = (counts.Max(), counts.IndexOf(counts.Max()));
        var agreed = most >= team.Plan.Quorum && counts.Count(count => count == most) == 1;
        if (agreed || team.Plan.OnTie == TiePolicy.First) return first;
        var tally = string.Join(", ", peers.Select((peer, i) => FormattableString.Invariant($"{peer} {counts[i]}")));
        throw new RunFailedException(Describe.TeamError(
            team.Leader, "noConsensus", $"found no proposal with {team.Plan.Quorum} votes (consensus.quorum; votes: {tally})", brief.Phase));
    }
}
