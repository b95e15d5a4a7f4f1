using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Checks;
using DurableTeams.Storage.Ids;

namespace DurableTeams.Modes;

/// <summary>
/// Peers propose in parallel, blind to each other, then vote on all proposals. The proposal with enough votes is the result.
/// </summary>
internal sealed class ConsensusMode : PhasedMode
{
    private static readonly ModeStep Vote = new(
        new AgentStep("vote"),
        _ => "Vote for the best of these proposals; your own is one of them. "
            + """Answer with JSON only: {"vote": "<member id>", "reason": "..."}.""")
    {
        Form = (team, _) => AnswerForm.Choice("vote", "vote", team.At(MemberPosition.Peer)),
        Choice = "vote",
        Heading = memberId => $"Proposal of {memberId}:",
    };

    /// <inheritdoc/>
    public override TeamMode Mode => TeamMode.Consensus;

    /// <inheritdoc/>
    public override IReadOnlyList<MemberPosition> Positions => [MemberPosition.Peer, MemberPosition.Peer, MemberPosition.Peer];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Keys => [.. base.Keys, "consensus"];

    /// <inheritdoc/>
    public override IReadOnlyList<ModeStep> Steps => [Propose, Vote, Summarise];

    /// <inheritdoc/>
    public override bool MayAnswer(TeamDefinition team, MemberDefinition member) => true;

    /// <inheritdoc/>
    public override string? AnswersInForm(TeamDefinition team, MemberPosition position) =>
        position == MemberPosition.Peer ? "a vote" : null;

    /// <inheritdoc/>
    public override string? DescribePosition(MemberPosition position, IEnumerable<string> others) =>
        $"the other peers are {string.Join(" and ", others)}";

    /// <inheritdoc/>
    public override void Check(TeamDefinition team, Findings findings)
    {
        var peers = team.Members.Count;
        if (team.Consensus is not { } consensus || peers == 0 || (consensus.Quorum >= 1 && consensus.Quorum <= peers)) return;
        findings.Report(
            "consensus/quorum",
            FormattableString.Invariant($"'quorum' is {consensus.Quorum}, and there are {peers} peers; write 1 to {peers}"));
    }

    /// <inheritdoc/>
    protected override string Summariser(RunPlan plan) => plan.At(MemberPosition.Peer)[0];

    protected override async Task<PhaseResult> RunPhaseAsync(ITeamRun team, Brief brief, bool last)
    {
        var peers = team.Plan.At(MemberPosition.Peer);
        var propose = brief with { Step = Propose.Step, Final = last };
        var proposals = await team.RunMembersAsync([.. peers.Select(peer => new MemberTask(peer, propose))]);
        var vote = brief with { Step = Vote.Step, Show = [.. proposals.Select(end => end.Agent.MemberRunId)] };
        // A retried run votes once more: the recorded votes found no winner, and would find none again.
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
        return new RunFailedException(RunErrors.TeamError(
            team.Leader, "noConsensus", $"found no proposal with {team.Plan.Quorum} votes (consensus.quorum; votes: {tally})",
            brief.Phase));
    }
}
