using DurableTeams.Definitions;
using DurableTeams.Definitions.Modes;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.AI;

namespace DurableTeams.Tools.BuiltIn;

/// <summary>
/// <c>complete()</c>: a leader says that nothing is left to do. With words in the same turn, they are the answer.
/// </summary>
internal sealed class CompleteTool : IBuiltInTool
{
    public const string ToolName = BuiltInToolNames.Complete;

    /// <inheritdoc/>
    public string Name => ToolName;

    /// <inheritdoc/>
    public AIFunctionDeclaration Declare(TeamDefinition team, AgentRef agent) =>
        ToolDeclarations.Tool(
            ToolName, "Says that all is done. Write the answer for the user in the same turn, or in the next.", new { });

    /// <inheritdoc/>
    public CallMeaning Read(ITurn turn, StoredCall call, int index)
    {
        var created = turn.Calls.Any(other => other.Name == CreateTaskTool.ToolName);
        if (turn.OpenTasks > 0 || created)
        {
            return CallMeaning.Refused(
                "Tasks are still open: they run now, and you are told what they bring. Call complete after that.");
        }

        return turn.HasAnswer
            ? new CallMeaning { Concludes = true, Answer = "Done." }
            : new CallMeaning { Answer = "All tasks are closed. Write the answer for the user." };
    }
}
