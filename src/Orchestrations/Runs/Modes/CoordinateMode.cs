using DurableTeams.Storage;

namespace DurableTeams.Runs.Modes;

/// <summary>A leader delegates tasks to members, several in one turn in parallel, reads their answers, and answers when it knows enough.</summary>
internal sealed class CoordinateMode : ITeamMode
{
    public async Task RunAsync(ITeamRun team)
    {
        IReadOnlyList<CallAnswer> answers = [];
        while (true)
        {
            var turn = await team.AskLeaderAsync(answers);
            if (turn.Final) return;
            var calls = turn.Calls ?? [];
            var ends = await team.RunMembersAsync([.. calls.Select(call => new MemberTask(call.MemberId!, new Brief { Call = team.Call(call) }))]);
            answers = [.. ends.Select((end, i) => end.Answer(calls[i].Index))];
        }
    }
}
