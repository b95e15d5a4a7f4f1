using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Modes.Negotiation;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Tools.BuiltIn;

/// <summary>A turn whose calls are read one after the other, as the built-in tools see the turn.</summary>
internal interface ITurn
{
    /// <summary>The team.</summary>
    TeamDefinition Team { get; }

    /// <summary>Whose turn it is.</summary>
    AgentRef Agent { get; }

    /// <summary>The words of the turn; empty where there are none.</summary>
    string Text { get; }

    /// <summary>Whether the words can be the agent's answer: there are some, and they have the form that is expected.</summary>
    bool HasAnswer { get; }

    /// <summary>All calls of the turn.</summary>
    IReadOnlyList<StoredCall> Calls { get; }

    /// <summary>What the calls that are read already leave to the orchestration.</summary>
    IReadOnlyList<PlannedCall> Planned { get; }

    /// <summary>What the calls that are read already make of the turn for the team; null for nothing.</summary>
    TurnEnding? Ending { get; }

    /// <summary>How many tasks were open before the turn.</summary>
    int OpenTasks { get; }

    /// <summary>The tasks that the turn's calls create.</summary>
    TaskPlan Tasks { get; }

    /// <summary>
    /// The specification that the agent's party negotiates, as it stands; null where its step has no tools to look at it.
    /// </summary>
    Spec? Spec { get; }

    /// <summary>The place of a call of the turn.</summary>
    CallReference PlaceOf(int index);

    /// <summary>Whether the session state would become too large by a call's change.</summary>
    bool OverflowsState(int index);
}
