using System.Text.Json;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Modes;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;
using Microsoft.Extensions.AI;

namespace DurableTeams.Tools.BuiltIn;

/// <summary><c>update_session_state(patch)</c>: an agent changes the session state, as a JSON Merge Patch (RFC 7396).</summary>
internal sealed class UpdateStateTool : IBuiltInTool
{
    public const string ToolName = BuiltInToolNames.UpdateState;

    /// <inheritdoc/>
    public string Name => ToolName;

    /// <inheritdoc/>
    public AIFunctionDeclaration Declare(TeamDefinition team, AgentRef agent) => ToolDeclarations.Tool(
        ToolName,
        "Changes the session state, which all agents share: the patch's keys replace the state's, null removes a key.",
        new { patch = new { type = "object", description = "The keys to change." } },
        "patch");

    /// <summary>The patch of a call that was accepted.</summary>
    public static JsonElement PatchOf(StoredCall call) => call.Arguments.GetProperty("patch");

    /// <inheritdoc/>
    public CallMeaning Read(ITurn turn, StoredCall call, int index)
    {
        if (call.Arguments.ValueKind != JsonValueKind.Object || !call.Arguments.TryGetProperty("patch", out var patch)
            || patch.ValueKind != JsonValueKind.Object)
        {
            return CallMeaning.Refused($"{ToolName} takes a JSON object with an object, patch.");
        }

        if (turn.OverflowsState(index))
        {
            return CallMeaning.Refused(
                FormattableString.Invariant($"The session state would be larger than {SessionStateLimit.MaxBytes} bytes; ")
                + "nothing of this turn was changed in it. Remove keys (null), or keep less.");
        }

        return new CallMeaning
        {
            StatePatch = patch,
            Answer = $"Kept: {string.Join(", ", patch.EnumerateObject().Select(property => property.Name))}.",
        };
    }
}
