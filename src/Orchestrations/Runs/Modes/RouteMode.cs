namespace DurableTeams.Runs.Modes;

/// <summary>A leader picks one member, whose answer is the run's, unchanged. Only where that member fails, or the leader was told something meanwhile, is the leader asked again.</summary>
internal sealed class RouteMode : ITeamMode
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
