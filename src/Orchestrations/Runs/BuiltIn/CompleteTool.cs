using DurableTeams.Definitions;
using DurableTeams.Definitions.Modes;
using DurableTeams.Runs.Turns;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.AI;

namespace DurableTeams.Runs.BuiltIn;

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
    public string? Read(TurnReading turn, StoredCall call, int index)
    {
        var created = turn.Calls.Any(other => other.Name == CreateTaskTool.ToolName);
        if (turn.Context.OpenTasks > 0 || created)
            return "Tasks are still open: they run now, and you are told what they bring. Call complete after that.";
        var answered = turn.Text.Length > 0 && turn.Expected?.Problem(turn.Text) is null;
        if (answered) turn.Conclude();
        turn.Answer(index, answered ? "Done." : "All tasks are closed. Write the answer for the user.");
        return null;
    }
}
