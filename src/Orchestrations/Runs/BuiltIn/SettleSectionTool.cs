using System.Text.Json;
using DurableTeams.Approvals;
using DurableTeams.Definitions;
using DurableTeams.Runs.Turns;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using DurableTeams.Tools;
using Microsoft.Extensions.AI;

namespace DurableTeams.Runs.BuiltIn;

/// <summary>
/// <c>settle_section(section, proposals, owner)</c>: a person names the owner, one of those that propose. A negotiation makes
/// the call itself; no model is offered it.
/// </summary>
internal sealed class SettleSectionTool : IBuiltInTool
{
    private static ToolDescription Question => QuestionTool.SettleSection;

    /// <inheritdoc/>
    public string Name => Question.Name;

    /// <inheritdoc/>
    public AIFunctionDeclaration Declare(TeamDefinition team, AgentRef agent) =>
        AIFunctionFactory.CreateDeclaration(Question.Name, Question.Description, Question.Parameters);

    /// <inheritdoc/>
    public string? Read(TurnReading turn, StoredCall call, int index)
    {
        JsonElement[] claimants =
            [.. call.Arguments.GetProperty("proposals").EnumerateArray()
                .Select(proposal => proposal.GetProperty("memberId").Clone())];
        turn.Ask(
            index, Question, RequirementKind.UserInput,
            [.. GateReading.FieldsOf(Question).Select(field => field with { Choices = claimants })],
            ToolBindings.Of(Question, RequirementKind.UserInput));
        return null;
    }
}
