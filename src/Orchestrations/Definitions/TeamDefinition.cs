using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace DurableTeams.Definitions;

/// <summary>
/// A team as its file or builder defines it, complete and checked: immutable data, free of secrets (values such as
/// <c>${NAME}</c> stay unexpanded until use). A run is pinned to the content hash of its team's definition.
/// </summary>
public sealed record TeamDefinition
{
    /// <summary>The team's id, <c>[a-z0-9-]{1,64}</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The name people see; the id where none is given.</summary>
    public required string Name { get; init; }

    /// <summary>What the team does, in a sentence.</summary>
    public string? Description { get; init; }

    /// <summary>How the members work together.</summary>
    public required TeamMode Mode { get; init; }

    /// <summary>The name of the leader's model (see <see cref="FindModel"/>), in modes that have a leader.</summary>
    public string? Model { get; init; }

    /// <summary>The leader's instructions.</summary>
    public string? Instructions { get; init; }

    /// <summary>Models by the name that the team and its members refer to.</summary>
    // The reader fills this dictionary, which has its comparer.
    [JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)]
    public SortedDictionary<string, ModelDefinition> Models { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Bounds on a run.</summary>
    public LimitsDefinition Limits { get; init; } = new();

    /// <summary>How often failing calls are tried.</summary>
    public RetryDefinition Retry { get; init; } = new();

    /// <summary>What a member's failure does to the run.</summary>
    public MemberFailurePolicy OnMemberFailure { get; init; } = MemberFailurePolicy.Fail;

    /// <summary>What agents remember of the session's earlier runs.</summary>
    public HistoryDefinition History { get; init; } = new();

    /// <summary>The initial session state, a JSON object; null where the team declares none.</summary>
    public JsonObject? State { get; init; }

    /// <summary>Whether the session state is shown to the models.</summary>
    public bool StateInPrompt { get; init; }

    /// <summary>What the run's answer must be, where the team says so.</summary>
    public OutputDefinition? Output { get; init; }

    /// <summary>The phases, in modes that have them, in order; none is one pass without a summary.</summary>
    public IReadOnlyList<TeamPhase> Phases { get; init; } = [];

    /// <summary>How peers agree, in mode consensus.</summary>
    public ConsensusDefinition? Consensus { get; init; }

    /// <summary>Where the session's next run starts, in mode handoff.</summary>
    public HandoffReturn HandoffReturn { get; init; } = HandoffReturn.Stay;

    /// <summary>
    /// The settings that only this team's mode knows, by their key in team files, such as <c>debate</c>; null for none.
    /// </summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? ModeSettings { get; init; }

    /// <summary>The members, in file order.</summary>
    public required IReadOnlyList<MemberDefinition> Members { get; init; }

    /// <summary>
    /// The nested teams, where this definition was made rather than read back. <see cref="MemberDefinition.TeamVersion"/> holds
    /// their hashes; the nested definitions are stored beside this one and not in it.
    /// </summary>
    [JsonIgnore]
    public IReadOnlyList<TeamDefinition> Nested { get; init; } = [];

    /// <summary>Tools by the name that members list and models call.</summary>
    // The reader fills this dictionary, which has its comparer.
    [JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)]
    public SortedDictionary<string, ToolDefinition> Tools { get; init; } = new(StringComparer.Ordinal);

    /// <summary>
    /// The model of this name: the team's own, or else the chat client that code registers under the name.
    /// </summary>
    public ModelDefinition FindModel(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Models.TryGetValue(name, out var own)
            ? own
            : new ModelDefinition { Provider = ModelDefinition.ClientProvider, Model = name };
    }

    /// <summary>The member with this id, or null.</summary>
    public MemberDefinition? FindMember(string id)
    {
        foreach (var member in Members)
        {
            if (string.Equals(member.Id, id, StringComparison.Ordinal)) return member;
        }

        return null;
    }
}
