using System.Text.Json;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Modes;
using DurableTeams.Json;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.AI;

namespace DurableTeams.Tools.BuiltIn;

/// <summary>
/// <c>get_negotiation_state(section)</c>: the newest proposals for a section, without reasons and conversations.
/// </summary>
internal sealed class NegotiationStateTool : IBuiltInTool
{
    /// <inheritdoc/>
    public string Name => BuiltInToolNames.NegotiationState;

    /// <inheritdoc/>
    public AIFunctionDeclaration Declare(TeamDefinition team, AgentRef agent) => ToolDeclarations.Tool(
        Name,
        "Tells how a section of the specification stands: its status, its owner, and the newest proposals for it.",
        new { section = new { type = "string", description = "The section's name." } },
        "section");

    /// <inheritdoc/>
    public CallMeaning Read(ITurn turn, StoredCall call, int index)
    {
        if (!ToolDeclarations.TryGetText(call.Arguments, "section", out var name))
            return CallMeaning.Refused($"{Name} takes a JSON object with a non-empty string, section.");
        if (turn.Spec is not { } spec || spec.Find(name) is not { } section)
        {
            var names = turn.Spec?.Sections.Select(one => one.Name) ?? [];
            return CallMeaning.Refused($"There is no such section. The sections are: {string.Join(", ", names)}.");
        }

        var answer = JsonSerializer.Serialize(
            new
            {
                section = section.Name,
                status = EnumText.Of(section.Status),
                owner = section.Owner,
                rounds = spec.Rounds.Count,
                claims = section.Claims.Select(claim => new
                {
                    memberId = claim.MemberId,
                    proposal = claim.Proposal,
                    round = claim.Round
                }),
            },
            ContractJson.Compact);
        return new CallMeaning { Answer = answer };
    }
}
