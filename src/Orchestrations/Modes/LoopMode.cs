using DurableTeams.Definitions;
using DurableTeams.Definitions.Modes;
using DurableTeams.Storage.Ids;

namespace DurableTeams.Modes;

/// <summary>
/// As sequential, round after round, each on the output of the one before, until a member calls <c>exit_loop()</c> or
/// <c>maxSteps</c> rounds are done. If a member ends the loop without words, the output before is the answer.
/// </summary>
internal sealed class LoopMode : ModeDescriptor
{
    /// <inheritdoc/>
    public override TeamMode Mode => TeamMode.Loop;

    /// <inheritdoc/>
    public override bool MayAnswer(TeamDefinition team, MemberDefinition member) => team.Members[^1].Id == member.Id;

    /// <inheritdoc/>
    public override IReadOnlyList<string> MemberTools(TeamDefinition team, MemberDefinition member) =>
        [BuiltInToolNames.ExitLoop];

    /// <inheritdoc/>
    public override async Task RunAsync(ITeamRun team)
    {
        string? output = null;
        var last = team.Plan.Members[^1];
        for (var round = 0; round < team.Plan.MaxSteps; round++)
        {
            foreach (var member in team.Plan.Members)
            {
                var end = await team.RunMemberAsync(member.Id, new Brief { InputOf = output, Final = member == last });
                if (end.Result.Ending is not { Silent: true }) output = end.Agent.MemberRunId;
                if (end.Result.Ending is not { Exits: true }) continue;
                await team.FinishAsync(output);
                return;
            }
        }

        await team.FinishAsync(output);
    }
}
