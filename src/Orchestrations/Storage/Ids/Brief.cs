using System.Text.Json.Serialization;
using DurableTeams.Definitions;
using DurableTeams.Storage.Records;

namespace DurableTeams.Storage.Ids;

/// <summary>
/// What a member run is asked, by reference: the words are in the store. Without <see cref="Call"/>, <see cref="InputOf"/>
/// and <see cref="SubtaskOf"/> it is asked what its team was asked.
/// </summary>
public sealed record Brief
{
    /// <summary>The part of the team's work that this is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public AgentStep Step { get; init; }

    /// <summary>Whether its answer is the run's, and so has to fit the team's output schema.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Final { get; init; }

    /// <summary>The call that holds the task.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CallReference? Call { get; init; }

    /// <summary>The member run whose output is the task.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? InputOf { get; init; }

    /// <summary>The member run whose output is a list of subtasks, of which this is one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SubtaskOf { get; init; }

    /// <summary>The transfer that brought the conversation here.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CallReference? Transfer { get; init; }

    /// <summary>How many hand-offs the run has had before.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Handoffs { get; init; }

    /// <summary>Member runs whose outputs are shown with the task, in this order.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Show { get; init; }

    /// <summary>The phase, as its enum's name.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TeamPhase? Phase { get; init; }

    /// <summary>The member run that summarised the phase before.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SummaryOf { get; init; }
}
