namespace DurableTeams.Runs.Modes;

/// <summary>A leader delegates tasks to members, several in one turn in parallel, reads their answers, and answers when it knows enough.</summary>
internal sealed class CoordinateMode : ITeamMode
{
    public async Task RunAsync(TeamRun team)
    {
        IReadOnlyList<CallAnswer> answers = [];
        while (true)
        {
            var turn = await team.AskLeaderAsync(answers);
            if (turn.Final) return;
            answers = await team.DelegateAsync(turn.Calls ?? []);
        }
    }
}
