using DurableTeams.Models;
using DurableTeams.Modes.Negotiation;
using DurableTeams.Storage.Records;
using DurableTeams.Tools;

namespace DurableTeams.Runs.Turns;

/// <summary>The context in which a turn is read.</summary>
/// <param name="Earlier">The conversation before the turn.</param>
/// <param name="OpenTasks">How many tasks were open before the turn.</param>
/// <param name="AppliesState">Whether changes of the session state apply at once.</param>
/// <param name="AskedAt">When the model was asked; null where the turn is not new.</param>
internal sealed record TurnContext(
    IReadOnlyList<MessageRecord> Earlier, int OpenTasks, bool AppliesState, DateTimeOffset? AskedAt = null)
{
    /// <summary>The tools that the agent was offered, without those of its mode; null where the turn is not new.</summary>
    public IReadOnlyList<ToolDescription>? Offered { get; init; }

    /// <summary>
    /// Why the model stopped, as its provider says; null where the turn is not new or the provider says nothing.
    /// </summary>
    public string? FinishReason { get; init; }

    /// <summary>
    /// The calls of the turn, by index, whose changes of the session state are refused because the state would be too large.
    /// </summary>
    public IReadOnlySet<int>? StateRefused { get; init; }

    /// <summary>What hooks said of the calls, by index; null where no hook was asked, or the turn is not new.</summary>
    public IReadOnlyDictionary<int, HookedCall>? Hooked { get; init; }

    /// <summary>
    /// The specification that the agent's party negotiates, as it stands; null where its step has no tools to look at it.
    /// </summary>
    internal Spec? Spec { get; init; }

    /// <summary>
    /// The model of a registered chat client; null for other models, which the definition names, and where the turn is not new.
    /// </summary>
    internal CalledModel? Called { get; init; }

    /// <summary>The provider's id of the response; null where the turn is not new or the provider says nothing.</summary>
    public string? ResponseId { get; init; }
}
