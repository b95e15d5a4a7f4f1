using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Modes;
using DurableTeams.Storage.Ids;

namespace DurableTeams.Modes;

/// <summary>
/// A leader picks one member, whose answer is the run's, unchanged. The leader is asked again only if that member fails, or if
/// the leader was told a fork's message meanwhile.
/// </summary>
internal sealed class RouteMode : ModeDescriptor
{
    /// <inheritdoc/>
    public override TeamMode Mode => TeamMode.Route;

    /// <inheritdoc/>
    public override bool HasLeader => true;

    /// <inheritdoc/>
    public override bool AsksMembers => false;

    /// <inheritdoc/>
    public override bool DelegatesOnce => true;

    /// <inheritdoc/>
    public override IReadOnlyList<string> LeaderTools => [BuiltInToolNames.Delegate];

    /// <inheritdoc/>
    public override string LeaderTask =>
        "Give the task to the one member that is best for it, "
            + $"with {BuiltInToolNames.Delegate}; its answer goes to the user as it is.";

    /// <inheritdoc/>
    public override bool MayAnswer(TeamDefinition team, MemberDefinition member) => true;

    /// <inheritdoc/>
    public override async Task RunAsync(ITeamRun team)
    {
        IReadOnlyList<CallAnswer> answers = [];
        while (true)
        {
            var turn = await team.AskLeaderAsync(answers);
            if (turn.Final) return;
            answers = [];
            if (turn.Calls is not [{ } call, ..]) continue;
            var end = await team.RunMemberAsync(call.MemberId!, new Brief { Call = team.Call(call), Final = true });
            if (end.Error is null && !turn.Told)
            {
                await team.FinishAsync(end.Agent.MemberRunId);
                return;
            }

            answers = [end.Answer(call.Index)];
        }
    }
}
