using System.Text;
using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Checks;
using DurableTeams.Definitions.Modes;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Modes;

/// <summary>
/// One agent at a time has the conversation; it answers, or transfers to another, which goes on at once, in the same run.
/// </summary>
internal sealed class HandoffMode : ModeDescriptor
{
    /// <inheritdoc/>
    public override TeamMode Mode => TeamMode.Handoff;

    /// <inheritdoc/>
    public override bool HandsOver => true;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Keys => ["handoffReturn"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> MemberKeys => ["handoffs"];

    /// <inheritdoc/>
    public override bool MayAnswer(TeamDefinition team, MemberDefinition member) => true;

    /// <inheritdoc/>
    public override void Check(TeamDefinition team, Findings findings) => HandoffCheck.Check(team, findings);

    /// <inheritdoc/>
    public override IReadOnlyList<string> MemberTools(TeamDefinition team, MemberDefinition member) =>
        Reachable(team, member).Count > 0 ? [BuiltInToolNames.Transfer] : [];

    /// <inheritdoc/>
    public override string? MemberNote(TeamDefinition team, MemberDefinition member)
    {
        if (Reachable(team, member) is not { Count: > 0 } reachable) return null;
        var text = new StringBuilder();
        text.AppendLine($"You can hand the conversation over with {BuiltInToolNames.Transfer}, to:");
        foreach (var other in reachable)
        {
            text.Append("- ").Append(other.Id);
            if (other.Role is not null) text.Append(": ").Append(other.Role);
            text.AppendLine();
        }

        return text.ToString();
    }

    /// <summary>The members that an agent may hand over to, in file order.</summary>
    public static IReadOnlyList<MemberDefinition> Reachable(TeamDefinition team, MemberDefinition member) =>
        [.. team.Members.Where(other => other.Id != member.Id
            && member.Handoffs?.Contains(other.Id, StringComparer.Ordinal) != false)];

    /// <inheritdoc/>
    public override async Task RunAsync(ITeamRun team)
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
                    $"Team '{team.Leader.TeamId}' handed over more than {team.Plan.MaxHandoffs} times (limits.maxHandoffs): "
                        + $"{string.Join(" -> ", path)}.",
                    active));
            }

            active = target;
            brief = new Brief { Final = true, Transfer = ending.Transfer, Handoffs = path.Count - 1 };
        }
    }
}
