using DurableTeams.Definitions;
using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Definitions.Modes;
using DurableTeams.Json;

namespace DurableTeams;

public sealed partial class TeamBuilder
{
    /// <summary>A leader delegates tasks to members and answers; its model is the one added under this name.</summary>
    public TeamBuilder Coordinate(string model) => In(TeamMode.Coordinate, model);

    /// <summary>A leader delegates tasks to members and answers; its model is added under the name <c>leader</c>.</summary>
    public TeamBuilder Coordinate(ModelDefinition model) => Model("leader", model).Coordinate("leader");

    /// <summary>A leader picks one member, whose answer is the run's; its model is the one added under this name.</summary>
    public TeamBuilder Route(string model) => In(TeamMode.Route, model);

    /// <summary>A leader picks one member, whose answer is the run's; its model is added under the name <c>leader</c>.</summary>
    public TeamBuilder Route(ModelDefinition model) => Model("leader", model).Route("leader");

    /// <summary>All members work in parallel, then the leader answers; its model is the one added under this name.</summary>
    public TeamBuilder Broadcast(string model) => In(TeamMode.Broadcast, model);

    /// <summary>All members work in parallel, then the leader answers; its model is added under the name <c>leader</c>.</summary>
    public TeamBuilder Broadcast(ModelDefinition model) => Model("leader", model).Broadcast("leader");

    /// <summary>A leader plans tasks that depend on each other; its model is the one added under this name.</summary>
    public TeamBuilder Tasks(string model) => In(TeamMode.Tasks, model);

    /// <summary>A leader plans tasks that depend on each other; its model is added under the name <c>leader</c>.</summary>
    public TeamBuilder Tasks(ModelDefinition model) => Model("leader", model).Tasks("leader");

    /// <summary>Members transfer the conversation among themselves, the first one being the root.</summary>
    /// <param name="model">The name of the model of members that name none.</param>
    public TeamBuilder Handoff(string? model = null) => In(TeamMode.Handoff, model);

    /// <summary>Members run one after the other, each on the output of the member before.</summary>
    /// <param name="model">The name of the model of members that name none.</param>
    public TeamBuilder Sequential(string? model = null) => In(TeamMode.Sequential, model);

    /// <summary>Members run one after the other, over and over, until one calls <c>exit_loop</c>.</summary>
    /// <param name="model">The name of the model of members that name none.</param>
    public TeamBuilder Loop(string? model = null) => In(TeamMode.Loop, model);

    /// <summary>An orchestrator splits the work among two workers and puts their results together.</summary>
    /// <param name="model">The name of the model of members that name none.</param>
    public TeamBuilder Hierarchical(string? model = null) => In(TeamMode.Hierarchical, model);

    /// <summary>A proposer, a critic and a synthesizer, in this order.</summary>
    /// <param name="model">The name of the model of members that name none.</param>
    public TeamBuilder Dialectic(string? model = null) => In(TeamMode.Dialectic, model);

    /// <summary>Three peers propose without seeing each other, then vote.</summary>
    /// <param name="quorum">How many votes a proposal needs.</param>
    /// <param name="onTie">What happens where no proposal has them.</param>
    /// <param name="model">The name of the model of members that name none.</param>
    public TeamBuilder Consensus(int quorum = 2, TiePolicy onTie = TiePolicy.First, string? model = null) =>
        In(TeamMode.Consensus, model).With(_team with { Consensus = new ConsensusDefinition { Quorum = quorum, OnTie = onTie } });

    /// <summary>The phases of a triad, in order.</summary>
    public TeamBuilder Phases(params TeamPhase[] phases) => With(_team with { Phases = [.. phases] });

    /// <summary>Where the next run of a session starts, in mode handoff.</summary>
    public TeamBuilder HandoffReturn(HandoffReturn where) => With(_team with { HandoffReturn = where });

    /// <summary>What the run's answer must be: JSON Schema of an object.</summary>
    public TeamBuilder Output(JsonObject schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return With(_team with { Output = new OutputDefinition(schema.DeepClone().AsObject()) });
    }

    /// <summary>What the run's answer must be: JSON Schema of an object, as JSON text.</summary>
    public TeamBuilder Output(string schema) =>
        Output(JsonNode.Parse(schema) as JsonObject ?? throw new JsonException("The schema of an output is a JSON object."));

    /// <summary>A mode by name.</summary>
    /// <param name="mode">The mode.</param>
    /// <param name="model">The name of the leader's model, or of members that name none.</param>
    /// <param name="settings">The mode's own settings, as the mapping of its name in a team file has them; what is left out is
    /// the default. <see cref="Setting"/> adds other mappings.</param>
    public TeamBuilder In(TeamMode mode, string? model = null, JsonObject? settings = null)
    {
        _hasMode = true;
        var own = KnownModes.Find(mode)?.Settings.ToDictionary(
            setting => setting.Key, setting => setting.WithDefaults(setting.Key == mode.Name ? settings : null));
        return With(_team with { Mode = mode, Model = model, ModeSettings = own is { Count: > 0 } ? Sorted(own) : null });
    }

    /// <summary>
    /// A mapping that belongs to the mode alone, as a team file has it, such as <c>spec</c> of mode negotiation. Call it after
    /// the mode; it replaces the mapping's settings.
    /// </summary>
    /// <param name="key">The mapping's key.</param>
    /// <param name="values">The settings; what is left out is the default.</param>
    public TeamBuilder Setting(string key, JsonObject values)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(values);
        if (KnownModes.Settings.FirstOrDefault(setting => setting.Key == key) is not { } found)
        {
            _findings.ReportAt(
                0, $"unknown setting '{key}'{WordSuggestion.Hint(key, KnownModes.Settings.Select(setting => setting.Key))}");
            return this;
        }

        var all = new Dictionary<string, JsonElement>(_team.ModeSettings ?? new Dictionary<string, JsonElement>())
        {
            [key] = found.WithDefaults(values),
        };
        return With(_team with { ModeSettings = Sorted(all) });
    }

    private static SortedDictionary<string, JsonElement> Sorted(Dictionary<string, JsonElement> settings) =>
        new(settings, StringComparer.Ordinal);
}
