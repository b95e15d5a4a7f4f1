using DurableTeams.Storage;

namespace DurableTeams.Runs.Modes;

/// <summary>A leader gives one task to all members in parallel, reads all their answers, and makes one of them.</summary>
internal sealed class BroadcastMode : ITeamMode
{
    public async Task RunAsync(ITeamRun team)
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
