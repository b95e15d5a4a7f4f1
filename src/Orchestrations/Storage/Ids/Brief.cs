using System.Text.Json.Serialization;
using DurableTeams.Definitions;
using DurableTeams.Storage.Records;

namespace DurableTeams.Storage.Ids;

/// <summary>
/// The task of a member run, by reference: the words are in the store. Without <see cref="Call"/>, <see cref="InputOf"/> and
/// <see cref="SubtaskOf"/> the task is the team's own task.
/// </summary>
public sealed record Brief
{
    /// <summary>The step of the team's work.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public AgentStep Step { get; init; }

    /// <summary>Whether the answer is the run's answer, and so has to fit the team's output schema.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Final { get; init; }

    /// <summary>The call that holds the task.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CallReference? Call { get; init; }

    /// <summary>The member run whose output is the task.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? InputOf { get; init; }

    /// <summary>The member run whose output is the list of subtasks that holds this task.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SubtaskOf { get; init; }

    /// <summary>The transfer that brought the conversation to this agent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CallReference? Transfer { get; init; }

    /// <summary>How many hand-offs the run had before.</summary>
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

    /// <summary>The sections of a negotiated specification that the step is about.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SectionBrief>? Sections { get; init; }

    /// <summary>Whether sections may be claimed that are not listed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Open { get; init; }

    /// <summary>The round of the negotiation, from 1.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Round { get; init; }

    /// <summary>The section of the specification that the agent works on.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Section { get; init; }
}

/// <summary>A section of a negotiated specification, as a step is asked about it.</summary>
/// <param name="Name">The section.</param>
/// <param name="Parties">The parties that may own it, or its owner; null where the step does not say.</param>
public sealed record SectionBrief(
    string Name,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Parties = null);
