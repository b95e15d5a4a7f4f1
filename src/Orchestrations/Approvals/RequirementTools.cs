using System.Text.Json;
using DurableTeams.Definitions;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using DurableTeams.Tools;

namespace DurableTeams.Approvals;

/// <summary>The tools that requirements are about, by the definitions that their runs are pinned to.</summary>
internal sealed class RequirementTools(ITeamCatalog teams, IToolbox tools)
{
    /// <summary>The JSON Schema of the arguments, by what is known without asking anyone; null where it is not known.</summary>
    public async Task<JsonElement?> FindSchemaAsync(
        RunRecord run, RequirementRecord requirement, CancellationToken cancellationToken = default) =>
        (await FindAsync(run, requirement, cancellationToken))?.Parameters;

    /// <summary>The tool, by what is known without asking anyone; null where it is not known, and for work.</summary>
    private async Task<ToolDescription?> FindAsync(
        RunRecord run, RequirementRecord requirement, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(requirement);
        if (requirement.Work is not null) return null;
        var (name, binding) = (requirement.Tool.Name, requirement.Tool.Binding);
        var team = await teams.GetPinnedAsync(run.DefinitionVersion, cancellationToken);
        foreach (var nested in requirement.MemberPath.Skip(1).SkipLast(QuestionTool.IsBoundBy(binding) ? 0 : 1))
        {
            if (team.FindMember(nested)?.TeamVersion is not { } version) return null;
            team = await teams.GetPinnedAsync(version, cancellationToken);
        }

        return binding is not null
            ? tools.Find(team, name, binding)
            : tools.Find(team, team.FindMember(requirement.MemberId)?.Tools ?? [], name);
    }
}
