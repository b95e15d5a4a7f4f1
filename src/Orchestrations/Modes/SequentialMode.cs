using DurableTeams.Definitions;
using DurableTeams.Storage.Ids;

namespace DurableTeams.Modes;

/// <summary>
/// Members work in file order: the first gets the message, each next one the output before it. The last output is the answer.
/// </summary>
internal sealed class SequentialMode : ModeDescriptor
{
    /// <inheritdoc/>
    public override TeamMode Mode => TeamMode.Sequential;

    /// <inheritdoc/>
    public override bool MayAnswer(TeamDefinition team, MemberDefinition member) => team.Members[^1].Id == member.Id;

    /// <inheritdoc/>
    public override async Task RunAsync(ITeamRun team)
    {
        string? output = null;
        var last = team.Plan.Members[^1];
        foreach (var member in team.Plan.Members)
        {
            var end = await team.RunMemberAsync(member.Id, new Brief { InputOf = output, Final = member == last });
            output = end.Agent.MemberRunId;
        }

        await team.FinishAsync(output);
    }
}
