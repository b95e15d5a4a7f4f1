using DurableTeams.Storage;
using DurableTeams.Tools;

namespace DurableTeams.Models;

/// <summary>What a turn is read against.</summary>
/// <param name="Earlier">The conversation before the turn.</param>
/// <param name="OpenTasks">Tasks that were open before it.</param>
/// <param name="AppliesState">Whether changes of the session state apply at once.</param>
/// <param name="AskedAt">When the model was asked; null where the turn is not new.</param>
public sealed record TurnContext(IReadOnlyList<MessageRecord> Earlier, int OpenTasks, bool AppliesState, DateTimeOffset? AskedAt = null)
{
    /// <summary>The tools that the agent was offered, its mode's aside; null where the turn is not new.</summary>
    public IReadOnlyList<ToolDescription>? Offered { get; init; }

    /// <summary>Why the model stopped, as its provider says; null where the turn is not new or it says nothing.</summary>
    public string? FinishReason { get; init; }

    /// <summary>The calls of the turn, by index, whose changes of the session state are refused since it would be too large.</summary>
    public IReadOnlySet<int>? StateRefused { get; init; }

    /// <summary>The provider's id of the response, likewise.</summary>
    public string? ResponseId { get; init; }
}
