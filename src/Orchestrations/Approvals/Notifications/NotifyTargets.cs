using DurableTeams.Definitions;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using DurableTeams.Tools;

namespace DurableTeams.Approvals.Notifications;

/// <summary>Who is told of a requirement, by the definition that its run is pinned to.</summary>
internal sealed class NotifyTargets(IRunStore store, ITeamCatalog teams, IToolbox tools, IDefinitionEnvironment environment)
{
    /// <summary>The target with its references filled in; null where nobody is to be told.</summary>
    /// <exception cref="DefinitionException">The target refers to an environment variable that is not set.</exception>
    public async Task<NotifyTarget?> FindAsync(
        RequirementRecord requirement, bool escalated, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requirement);
        if (await store.FindRunAsync(requirement.RunId, cancellationToken) is not { } run) return null;
        var team = await teams.GetPinnedAsync(run.DefinitionVersion, cancellationToken);
        foreach (var nested in requirement.MemberPath.Skip(1).SkipLast(1))
            team = await teams.GetPinnedAsync(team.FindMember(nested)!.TeamVersion!, cancellationToken);

        var listed = team.FindMember(requirement.MemberId)?.Tools ?? [];
        var tool = requirement.Tool.Binding is { } binding
            ? tools.Find(team, requirement.Tool.Name, binding)
            : tools.Find(team, listed, requirement.Tool.Name);
        var approve = tool?.Definition.Approve;
        var written = escalated ? approve?.EscalateTo ?? approve?.Notify : approve?.Notify;
        return written is null
            ? null
            : written with { Address = EnvironmentReferences.Expand(written.Address, environment) };
    }
}
