using DurableTeams.Definitions;
using DurableTeams.Storage;

namespace DurableTeams.Runs.Modes;

/// <summary>Peers propose in parallel, blind to each other, then vote on all proposals. The proposal with enough votes is the result.</summary>
internal sealed class ConsensusMode : PhasedMode
{
    protected override string Summariser(RunPlan plan) => plan.At(MemberPosition.Peer)[0];

    protected override async Task<PhaseResult> RunPhaseAsync(ITeamRun team, Brief brief, bool last)
    {
        var peers = team.Plan.At(MemberPosition.Peer);
        var propose = brief with { Step = AgentStep.Propose, Final = last };
        var proposals = await team.RunMembersAsync([.. peers.Select(peer => new MemberTask(peer, propose))]);
        var vote = brief with { Step = AgentStep.Vote, Show = [.. proposals.Select(end => end.Agent.MemberRunId)] };
        // A retried run votes once more: votes that found no winner are recorded, and would find none again.
        for (var again = team.Leader.Attempt; ; again--)
        {
            var votes = await team.RunMembersAsync([.. peers.Select(peer => new MemberTask(peer, vote))]);
            var counts = peers.Select(peer => votes.Count(end => end.Result.Ending?.Choice == peer)).ToList();
            if (Winner(team.Plan, counts) is not { } winner)
            {
                if (again > 0) continue;
                throw NoConsensus(team, brief, peers, counts);
            }

            var result = proposals[winner].Agent.MemberRunId;
            List<string> voted = [.. votes.Select(end => end.Agent.MemberRunId)];
            return new PhaseResult(result, [result, .. voted], voted, peers[winner]);
        }
    }

    private static int? Winner(RunPlan plan, List<int> counts)
    {
        var most = counts.Max();
        var agreed = most >= plan.Quorum && counts.Count(count => count == most) == 1;
        return agreed || plan.OnTie == TiePolicy.First ? counts.IndexOf(most) : null;
    }

    private static RunFailedException NoConsensus(ITeamRun team, Brief brief, IReadOnlyList<string> peers, List<int> counts)
    {
        var tally = string.Join(", ", peers.Select((peer, i) => FormattableString.Invariant($"{peer} {counts[i]}")));
        return new RunFailedException(Describe.TeamError(
            team.Leader, "noConsensus", $"found no proposal with {team.Plan.Quorum} votes (consensus.quorum; votes: {tally})", brief.Phase));
    }
}
