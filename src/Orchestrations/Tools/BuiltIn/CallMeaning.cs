using System.Text.Json;
using DurableTeams.Contracts;
using DurableTeams.Storage.Records;

namespace DurableTeams.Tools.BuiltIn;

/// <summary>What a call of a built-in tool means. The turn's reading records it.</summary>
internal sealed record CallMeaning
{
    /// <summary>Why the call makes no sense. The model is told, and nothing else of the meaning counts.</summary>
    public string? Refusal { get; init; }

    /// <summary>
    /// The call's result where it is known at once; null where <see cref="Work"/> or <see cref="Question"/> brings the result.
    /// </summary>
    public string? Answer { get; init; }

    /// <summary>The work that the orchestration does for the call.</summary>
    public PlannedCall? Work { get; init; }

    /// <summary>What a person is asked, so that the decision is the call's result.</summary>
    public PersonQuestion? Question { get; init; }

    /// <summary>What the turn means to the team, if it is the agent's last.</summary>
    public TurnEnding? Ending { get; init; }

    /// <summary>Why the agent hands the conversation over; the event of the hand-off tells it. Null records no event.</summary>
    public string? HandoffReason { get; init; }

    /// <summary>Whether the turn's words are the answer, although the turn makes calls.</summary>
    public bool Concludes { get; init; }

    /// <summary>The change of the session state, a JSON Merge Patch.</summary>
    public JsonElement? StatePatch { get; init; }

    /// <summary>The event to record with the turn.</summary>
    public RunEventDraft? Event { get; init; }

    /// <summary>The call makes no sense.</summary>
    public static CallMeaning Refused(string reason) => new() { Refusal = reason };
}

/// <summary>A question to a person, who fills in the input fields of a tool.</summary>
/// <param name="Tool">The tool.</param>
/// <param name="Choices">The values that the person chooses among.</param>
internal sealed record PersonQuestion(ToolDescription Tool, IReadOnlyList<JsonElement> Choices);
