using System.Text.Json.Serialization;
using DurableTeams.Json;

namespace DurableTeams.Storage.Ids;

/// <summary>A part of a team's work, by name; the mode that has it says what an agent is told to do in it.</summary>
[JsonConverter(typeof(NamedValueJson<AgentStep>))]
public readonly record struct AgentStep : INamedValue<AgentStep>
{
    private readonly string? _name;

    /// <summary>A step.</summary>
    public AgentStep(string name) => _name = name == "work" ? null : name;

    /// <summary>Does the task; the step of an agent that is in no other.</summary>
    public static AgentStep Work { get; }

    /// <inheritdoc/>
    public static IReadOnlyList<string> Numbered { get; } =
        ["work", "split", "integrate", "propose", "criticise", "synthesise", "vote", "summarise"];

    /// <inheritdoc/>
    public string Name => _name ?? "work";

    /// <inheritdoc/>
    public static AgentStep Of(string name) => new(name);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
