using System.Text.Json;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Modes;
using DurableTeams.Json;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.AI;

namespace DurableTeams.Tools.BuiltIn;

/// <summary>
/// <c>get_current_claims()</c>: who claims which section of the specification that the agent's party negotiates.
/// </summary>
internal sealed class CurrentClaimsTool : IBuiltInTool
{
    /// <inheritdoc/>
    public string Name => BuiltInToolNames.CurrentClaims;

    /// <inheritdoc/>
    public AIFunctionDeclaration Declare(TeamDefinition team, AgentRef agent) => ToolDeclarations.Tool(
        Name, "Tells who claims which section of the specification, and which sections are settled.", new { });

    /// <inheritdoc/>
    public CallMeaning Read(ITurn turn, StoredCall call, int index)
    {
        var answer = JsonSerializer.Serialize(
            new
            {
                sections = (turn.Spec?.Sections ?? []).Select(section => new
                {
                    section = section.Name,
                    status = EnumText.Of(section.Status),
                    owner = section.Owner,
                    claimants = section.Claims.Select(claim => claim.MemberId),
                }),
            },
            ContractJson.Compact);
        return new CallMeaning { Answer = answer };
    }
}
