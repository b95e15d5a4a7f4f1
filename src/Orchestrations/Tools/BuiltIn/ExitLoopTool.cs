using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Modes;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.AI;

namespace DurableTeams.Tools.BuiltIn;

/// <summary>
/// <c>exit_loop()</c>: a member ends the loop. With words in the same turn, they are the answer; else the output before them is.
/// </summary>
internal sealed class ExitLoopTool : IBuiltInTool
{
    public const string ToolName = BuiltInToolNames.ExitLoop;

    /// <inheritdoc/>
    public string Name => ToolName;

    /// <inheritdoc/>
    public AIFunctionDeclaration Declare(TeamDefinition team, AgentRef agent) =>
        ToolDeclarations.Tool(
            ToolName,
                "Ends the loop: nothing is left to improve. "
                    + "What you were given stays the answer, unless you write another in the same turn.",
                new { });

    /// <inheritdoc/>
    public CallMeaning Read(ITurn turn, StoredCall call, int index) =>
        new() { Ending = new TurnEnding(Exits: true, Silent: turn.Text.Length == 0), Answer = "The loop ends." };
}
