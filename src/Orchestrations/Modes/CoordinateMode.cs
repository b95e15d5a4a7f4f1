using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Modes;
using DurableTeams.Storage.Ids;

namespace DurableTeams.Modes;

/// <summary>
/// A leader delegates tasks to members, several in one turn in parallel, reads their answers, and answers when it knows enough.
/// </summary>
internal sealed class CoordinateMode : ModeDescriptor
{
    /// <inheritdoc/>
    public override TeamMode Mode => TeamMode.Coordinate;

    /// <inheritdoc/>
    public override bool HasLeader => true;

    /// <inheritdoc/>
    public override bool AsksMembers => false;

    /// <inheritdoc/>
    public override IReadOnlyList<string> LeaderTools => [BuiltInToolNames.Delegate];

    /// <inheritdoc/>
    public override string LeaderTask =>
        $"Give tasks to members with {BuiltInToolNames.Delegate}; when you have what you need, answer the user yourself.";

    /// <inheritdoc/>
    public override async Task RunAsync(ITeamRun team)
    {
        IReadOnlyList<CallAnswer> answers = [];
        while (true)
        {
            var turn = await team.AskLeaderAsync(answers);
            if (turn.Final) return;
            var calls = turn.Calls ?? [];
            var ends = await team.RunMembersAsync(
                [.. calls.Select(call => new MemberTask(call.MemberId!, new Brief { Call = team.Call(call) }))]);
            answers = [.. ends.Select((end, i) => end.Answer(calls[i].Index))];
        }
    }
}
