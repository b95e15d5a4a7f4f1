using System.Text.Json;
using DurableTeams.Models;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace DurableTeams.AgentFramework.Members;

/// <summary>
/// What is kept of an agent between its turns, as JSON text: its session, and what it asked people. It is recorded with the turn,
/// so that another process goes on with it.
/// </summary>
/// <param name="Session">The session as the agent itself writes it.</param>
/// <param name="Asked">The requests that are not answered yet.</param>
internal sealed record AgentMemory(JsonElement Session, IReadOnlyList<ToolApprovalRequestContent> Asked)
{
    private static JsonSerializerOptions Json => AgentAbstractionsJsonUtilities.DefaultOptions;

    /// <summary>Reads what was kept; null where nothing was.</summary>
    /// <exception cref="ModelException">The text is none of this form: another agent kept it.</exception>
    public static AgentMemory? Read(string? kept)
    {
        if (kept is null) return null;
        try
        {
            using var document = JsonDocument.Parse(kept);
            var root = document.RootElement;
            return new AgentMemory(
                root.GetProperty("session").Clone(),
                [.. root.GetProperty("asked").EnumerateArray().Select(asked => asked.Deserialize<AIContent>(Json))
                    .OfType<ToolApprovalRequestContent>()]);
        }
        catch (Exception other) when (other is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new ModelException("The state of the turn before was kept by an agent of another kind.", transient: false);
        }
    }

    /// <summary>What is kept, as text.</summary>
    public string Write() => JsonSerializer.Serialize(
        new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["session"] = Session,
            ["asked"] = Asked.Select(asked => JsonSerializer.SerializeToElement<AIContent>(asked, Json)),
        },
        Json);
}
