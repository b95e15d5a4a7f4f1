using DurableTeams.Definitions;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.AI;

namespace DurableTeams.Tools.BuiltIn;

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
    public CallMeaning Read(ITurn turn, StoredCall call, int index) => new()
    {
        Question = new PersonQuestion(
            Question,
            [.. call.Arguments.GetProperty("proposals").EnumerateArray()
                .Select(proposal => proposal.GetProperty("memberId").Clone())]),
    };
}
