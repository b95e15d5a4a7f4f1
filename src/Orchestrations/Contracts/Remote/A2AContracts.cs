using System.Text.Json.Serialization;

namespace DurableTeams.Contracts.Remote;

/// <summary>The input of the orchestration that talks with an A2A agent, and of each of its activities.</summary>
/// <param name="RunId">The run.</param>
/// <param name="WorkId">The work.</param>
/// <param name="Number">The number of the attempt to get the work done.</param>
/// <param name="State">What is known of the agent's task.</param>
internal sealed record A2AInput(
    string RunId,
    string WorkId,
    int Number,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] A2AState? State = null);

/// <summary>What is known of the task that an A2A agent does for a piece of work.</summary>
internal sealed record A2AState
{
    /// <summary>The agent's id of the task; null before the agent has answered.</summary>
    public string? TaskId { get; init; }

    /// <summary>The agent's id of the conversation.</summary>
    public string? ContextId { get; init; }

    /// <summary>A hash of the task as it was seen last.</summary>
    public string? Seen { get; init; }

    /// <summary>The questions of the agent that were answered, the last ones.</summary>
    public IReadOnlyList<string> Answered { get; init; } = [];

    /// <summary>Whether the message that begins the task may have reached the agent.</summary>
    public bool Sent { get; init; }

    /// <summary>Failed requests, or looks at a task that did not change, in a row.</summary>
    public int Tries { get; init; }

    /// <summary>How often the words of the task have begun.</summary>
    public int Begun { get; init; }

    /// <summary>Failed requests to cancel the task.</summary>
    public int Leaves { get; init; }
}

/// <summary>How the exchange with an A2A agent stands.</summary>
/// <param name="Done">Whether there is nothing more to do.</param>
/// <param name="WaitMs">How long to wait before the next look, unless something happens before.</param>
/// <param name="Told">How many changes of the work this look knew of.</param>
/// <param name="State">What is known of the task now.</param>
internal sealed record A2AStanding(bool Done, long WaitMs = 0, int Told = 0, A2AState? State = null);
