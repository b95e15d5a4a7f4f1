using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Modes;
using DurableTeams.Storage.Ids;

namespace DurableTeams.Modes;

/// <summary>A leader gives one task to all members in parallel, reads all their answers, and makes one of them.</summary>
internal sealed class BroadcastMode : ModeDescriptor
{
    /// <inheritdoc/>
    public override TeamMode Mode => TeamMode.Broadcast;

    /// <inheritdoc/>
    public override bool HasLeader => true;

    /// <inheritdoc/>
    public override IReadOnlyList<string> LeaderTools => [BuiltInToolNames.DelegateToAll];

    /// <inheritdoc/>
    public override string LeaderTask =>
        $"Give the task to all members at once with {BuiltInToolNames.DelegateToAll}; when you have their answers, "
        + "make one answer of them for the user.";

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
            var brief = new Brief { Call = team.Call(call) };
            var ends = await team.RunMembersAsync([.. team.Plan.Members.Select(member => new MemberTask(member.Id, brief))]);
            answers = [new CallAnswer(call.Index, Parts: [.. ends.Select(end => end.Part($"{end.Agent.MemberId}:"))])];
        }
    }
}
