using System.Text.Json.Serialization;
using DurableTeams.Definitions;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Contracts;

/// <summary>The input of the activity that ends a member run with words that are recorded already.</summary>
/// <param name="Agent">The member run; if it is the leader of a run, the run ends too.</param>
/// <param name="Used">The usage of the member run.</param>
/// <param name="OutputOf">The member run whose output is the answer.</param>
/// <param name="Turn">Or the turn of this member run whose words are the answer.</param>
/// <param name="ActiveAgent">The agent that the session goes on with.</param>
internal sealed record FinishInput(
    AgentRef Agent,
    Usage Used,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? OutputOf = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Turn = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ActiveAgent = null);

/// <summary>The result of that activity.</summary>
/// <param name="Problem">Why the words cannot be the answer; the member run has then not ended.</param>
internal sealed record FinishResult(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Problem = null);

/// <summary>The input of the activity that applies changes of the session state.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Agents">Member runs whose changes are applied, in this order.</param>
internal sealed record MergeStateInput(string RunId, IReadOnlyList<StatePatchRange> Agents);

/// <summary>The input of the activity that records the end of a phase.</summary>
/// <param name="Leader">The team's own member run.</param>
/// <param name="Phase">The phase.</param>
/// <param name="SummaryOf">The member run that summarised the phase.</param>
/// <param name="Votes">The member runs that voted.</param>
/// <param name="Winner">The member whose proposal won.</param>
internal sealed record PhaseEndInput(
    AgentRef Leader,
    TeamPhase Phase,
    string SummaryOf,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Votes = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Winner = null);

/// <summary>The input of the activity that records what a step of a negotiation came to.</summary>
/// <param name="Leader">The team's own member run.</param>
/// <param name="Stage">The step that has ended.</param>
/// <param name="Members">How many member runs the team has started so far; those of later steps do not count, which a retry
/// finds recorded.</param>
internal sealed record RecordSpecInput(AgentRef Leader, SpecStage Stage, int Members);

/// <summary>The steps of a negotiation after which the specification is recorded.</summary>
internal enum SpecStage
{
    /// <summary>The parties have claimed.</summary>
    Claims,

    /// <summary>The claimants have responded.</summary>
    Round,

    /// <summary>The leader or a person has ruled.</summary>
    Ruled,

    /// <summary>The specification is frozen.</summary>
    Frozen,

    /// <summary>Owners have finished or failed.</summary>
    Produced,

    /// <summary>No owner works any more.</summary>
    Done,
}

/// <summary>A specification as orchestrator code branches on it: names of sections and members, no proposals.</summary>
/// <param name="Sections">The sections, in their order.</param>
/// <param name="In">The parties that take part, in file order.</param>
internal sealed record SpecOutline(IReadOnlyList<SectionOutline> Sections, IReadOnlyList<string> In)
{
    /// <summary>The sections that more than one party claims.</summary>
    [JsonIgnore]
    public IEnumerable<SectionOutline> Contested =>
        Sections.Where(section => section.Owner is null && section.Claimants.Count > 1);

    /// <summary>The sections that nobody claims.</summary>
    [JsonIgnore]
    public IEnumerable<SectionOutline> Unclaimed =>
        Sections.Where(section => section.Owner is null && section.Claimants.Count == 0);
}

/// <summary>A section as orchestrator code branches on it.</summary>
/// <param name="Name">The section.</param>
/// <param name="Owner">Its owner; null while it has none.</param>
internal sealed record SectionOutline(
    string Name, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Owner = null)
{
    /// <summary>The parties whose claims stand, in file order.</summary>
    public IReadOnlyList<string> Claimants { get; init; } = [];

    /// <summary>Where its owner failed: the other parties that claimed it once and that have not failed at it.</summary>
    public IReadOnlyList<string> Others { get; init; } = [];
}
