using System.Text.Json.Serialization;
using DurableTeams.Definitions;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Contracts;

/// <summary>What a finish activity is asked: end this member run with words that are recorded already.</summary>
/// <param name="Agent">The member run; the run's leader ends the run.</param>
/// <param name="Used">What it used.</param>
/// <param name="OutputOf">The member run whose output is the answer.</param>
/// <param name="Turn">Or its own turn whose words are the answer.</param>
/// <param name="ActiveAgent">The agent the session goes on with.</param>
public sealed record FinishInput(
    AgentRef Agent,
    Usage Used,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? OutputOf = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Turn = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ActiveAgent = null);

/// <summary>What became of it.</summary>
/// <param name="Problem">Why the words cannot be the answer; nothing has ended then.</param>
public sealed record FinishResult([property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Problem = null);

/// <summary>What a merge-state activity is asked.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Agents">Member runs whose changes are applied, in this order.</param>
public sealed record MergeStateInput(string RunId, IReadOnlyList<PatchedAgent> Agents);

/// <summary>What a phase-end activity is asked.</summary>
/// <param name="Leader">The team's own member run.</param>
/// <param name="Phase">The phase.</param>
/// <param name="SummaryOf">The member run that summarised it.</param>
/// <param name="Votes">The member runs that voted.</param>
/// <param name="Winner">The member whose proposal won.</param>
public sealed record PhaseEndInput(
    AgentRef Leader,
    TeamPhase Phase,
    string SummaryOf,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Votes = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Winner = null);
