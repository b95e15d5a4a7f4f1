using DurableTeams.Storage;

namespace DurableTeams.Runs.Modes;

/// <summary>One agent at a time has the conversation; it answers, or transfers to another, which goes on at once, in the same run.</summary>
internal sealed class HandoffMode : ITeamMode
{
    public async Task RunAsync(ITeamRun team)
    {
        var members = team.Plan.Members;
        var active = members.Any(member => member.Id == team.Start) ? team.Start! : members[0].Id;
        List<string> path = [active];
        var brief = new Brief { Final = true };
        while (true)
        {
            var end = await team.RunMemberAsync(active, brief);
            if (end.Result.Ending is not { TransferTo: { } target } ending)
            {
                await team.FinishAsync(end.Agent.MemberRunId, active);
                return;
            }

            path.Add(target);
            if (path.Count - 1 > team.Plan.MaxHandoffs * (team.Leader.Attempt + 1))
            {
                throw new RunFailedException(new RunError(
                    "maxHandoffs",
                    $"Team '{team.Leader.TeamId}' handed over more than {team.Plan.MaxHandoffs} times (limits.maxHandoffs): {string.Join(" -> ", path)}.",
                    active));
            }

            active = target;
            brief = new Brief { Final = true, Transfer = ending.Transfer, Handoffs = path.Count - 1 };
        }
    }
}
