using DurableTeams.Definitions;
using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Definitions.Checks;
using DurableTeams.Definitions.Files;
using DurableTeams.Json;

namespace DurableTeams;

/// <summary>Makes a <see cref="TeamDefinition"/> in code; see <see cref="Team"/>.</summary>
public sealed partial class TeamBuilder
{
    private readonly Findings _findings;
    private readonly SortedDictionary<string, ModelDefinition> _models = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, ToolDefinition> _tools = new(StringComparer.Ordinal);
    private readonly List<MemberBuilder> _members = [];
    private readonly List<TeamDefinition> _nested = [];
    private TeamDefinition _team;
    private bool _hasMode;

    internal TeamBuilder(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        _findings = new Findings(id.Length > 0 ? id : "team");
        _team = new TeamDefinition { Id = id, Name = id, Mode = default, Members = [] };
    }

    /// <summary>The name people see.</summary>
    public TeamBuilder Named(string name) => With(_team with { Name = name });

    /// <summary>What the team does, in a sentence.</summary>
    public TeamBuilder Description(string description) => With(_team with { Description = description });

    /// <summary>The leader's instructions; in modes without a leader every member is shown them.</summary>
    public TeamBuilder Instructions(string instructions) => With(_team with { Instructions = instructions });

    /// <summary>Adds a model under a name that the team and its members refer to.</summary>
    public TeamBuilder Model(string name, ModelDefinition model) => Add(_models, "models", name, model);

    /// <summary>Adds a member. A member that names no model has the team's model.</summary>
    public TeamBuilder Member(string id, Action<MemberBuilder>? configure = null)
    {
        var member = new MemberBuilder(id);
        configure?.Invoke(member);
        _members.Add(member);
        return this;
    }

    /// <summary>
    /// Adds a team as a member, under the team's own id. The nested team has its own models, instructions and tools.
    /// </summary>
    public TeamBuilder Member(TeamDefinition team, Action<MemberBuilder>? configure = null)
    {
        var member = new MemberBuilder(team);
        configure?.Invoke(member);
        _members.Add(member);
        _nested.Add(team);
        return this;
    }

    /// <summary>Adds a tool. A tool without an endpoint is the registered .NET function of that name.</summary>
    public TeamBuilder Tool(string name, Action<ToolBuilder>? configure = null)
    {
        var tool = new ToolBuilder();
        configure?.Invoke(tool);
        return Add(_tools, "tools", name, tool.Build());
    }

    /// <summary>Changes the limits: <c>.Limits(l => l with { MaxSteps = 10 })</c>.</summary>
    public TeamBuilder Limits(Func<LimitsDefinition, LimitsDefinition> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return With(_team with { Limits = change(_team.Limits) });
    }

    /// <summary>Changes how often failing calls are tried.</summary>
    public TeamBuilder Retry(Func<RetryDefinition, RetryDefinition> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return With(_team with { Retry = change(_team.Retry) });
    }

    /// <summary>What a member's failure does to the run.</summary>
    public TeamBuilder OnMemberFailure(MemberFailurePolicy policy) => With(_team with { OnMemberFailure = policy });

    /// <summary>What agents remember of the session's earlier runs.</summary>
    public TeamBuilder History(HistoryScope scope, int turns = 10) =>
        With(_team with { History = new HistoryDefinition { Scope = scope, Turns = turns } });

    /// <summary>The initial session state, and whether the models are shown the state.</summary>
    public TeamBuilder State(JsonObject state, bool inPrompt = false)
    {
        ArgumentNullException.ThrowIfNull(state);
        return With(_team with { State = state.DeepClone().AsObject(), StateInPrompt = inPrompt });
    }

    /// <summary>The team, checked like a team file.</summary>
    /// <param name="registeredFunctions">Names of the .NET functions; null accepts every tool without an endpoint as a
    /// function.</param>
    /// <param name="environment">Where <c>${NAME}</c> is looked up; null does not check whether the variables are set.</param>
    /// <param name="registeredAgents">Names of the agents written in code; null does not check the names.</param>
    /// <param name="providers">The registered providers; null does not check the models' settings by them.</param>
    /// <param name="chatClients">Names of the chat clients that code registered; null takes every name that is none of the
    /// team's models as one.</param>
    /// <exception cref="DefinitionException">All errors of the team.</exception>
    public TeamDefinition Build(
        IReadOnlySet<string>? registeredFunctions = null,
        IDefinitionEnvironment? environment = null,
        IReadOnlySet<string>? registeredAgents = null,
        IReadOnlyCollection<IModelProvider>? providers = null,
        IReadOnlySet<string>? chatClients = null) =>
        Build(new DefinitionScope(registeredFunctions, environment, registeredAgents, providers, chatClients));

    /// <summary>The definition, checked against what a program brings.</summary>
    /// <exception cref="DefinitionException">All errors of the team.</exception>
    internal TeamDefinition Build(DefinitionScope scope)
    {
        var built = _team with
        {
            Models = new(_models, StringComparer.Ordinal),
            Tools = new(_tools, StringComparer.Ordinal),
            Members = [.. _members.Select(m => m.Build(_team.Model))],
            Nested = [.. _nested.DistinctBy(TeamHash.Compute)],
        };
        if (!_hasMode) _findings.ReportBroken("mode", 0, "'mode' is missing; call Coordinate or another mode");
        if (!_hasMode) _findings.Break("model");
        DefinitionCheck.Check(built, _findings, scope);
        NestingCheck.Check(TeamSet.Of(built, _findings));
        if (_findings.None)
        {
            References(WithoutScripts(built), scope.Environment);
        }

        return _findings.None ? built : throw new DefinitionException(_findings.Errors);
    }

    // Scripts are taken as written: ${NAME} means nothing in a script.
    private static JsonNode? WithoutScripts(TeamDefinition team) =>
        JsonSerializer.SerializeToNode(
            team with { Models = team.Models.With(model => model with { Script = null }) }, ContractJson.Compact);

    private void References(JsonNode? node, IDefinitionEnvironment? environment)
    {
        if (node is JsonObject map) foreach (var (_, value) in map) References(value, environment);
        else if (node is JsonArray list) foreach (var item in list) References(item, environment);
        else if (node is JsonValue value && value.TryGetValue<string>(out var text))
        {
            foreach (var problem in EnvironmentReferences.Problems(text, environment)) _findings.ReportAt(0, problem);
        }
    }

    private TeamBuilder Add<T>(SortedDictionary<string, T> to, string key, string name, T value)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!to.TryAdd(name, value)) _findings.ReportAt(0, $"duplicate key '{name}' in {key}");
        return this;
    }

    private TeamBuilder With(TeamDefinition changed)
    {
        _team = changed;
        return this;
    }
}
