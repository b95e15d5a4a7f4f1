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
public sealed record FinishInput(
    AgentRef Agent,
    Usage Used,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? OutputOf = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Turn = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ActiveAgent = null);

/// <summary>The result of that activity.</summary>
/// <param name="Problem">Why the words cannot be the answer; the member run has then not ended.</param>
public sealed record FinishResult([property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Problem = null);

/// <summary>The input of the activity that applies changes of the session state.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Agents">Member runs whose changes are applied, in this order.</param>
public sealed record MergeStateInput(string RunId, IReadOnlyList<StatePatchRange> Agents);

/// <summary>The input of the activity that records the end of a phase.</summary>
/// <param name="Leader">The team's own member run.</param>
/// <param name="Phase">The phase.</param>
/// <param name="SummaryOf">The member run that summarised the phase.</param>
/// <param name="Votes">The member runs that voted.</param>
/// <param name="Winner">The member whose proposal won.</param>
public sealed record PhaseEndInput(
    AgentRef Leader,
    TeamPhase Phase,
    string SummaryOf,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Votes = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Winner = null);
