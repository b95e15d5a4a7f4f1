using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Modes;
using DurableTeams.Modes.Negotiation;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Modes;

/// <summary>The modes there are: a new one has its line here.</summary>
internal static class TeamModes
{
    /// <summary>All of them, in the order of the documentation.</summary>
    public static IReadOnlyList<ModeDescriptor> All { get; } =
    [
        new CoordinateMode(),
        new RouteMode(),
        new BroadcastMode(),
        new TasksMode(),
        new HandoffMode(),
        new SequentialMode(),
        new LoopMode(),
        new HierarchicalMode(),
        new DialecticMode(),
        new ConsensusMode(),
        new DebateMode(),
        new NegotiationMode(),
    ];

    private static Dictionary<AgentStep, ModeStep> Steps { get; } =
        All.SelectMany(mode => mode.Steps).Distinct().ToDictionary(step => step.Step);

    /// <summary>The mode.</summary>
    /// <exception cref="RunFailedException">There is none of this name.</exception>
    public static ModeDescriptor For(TeamMode mode) => Find(mode)
        ?? throw new RunFailedException(new RunError("internal", $"Mode '{mode}' is not available."));

    /// <summary>The mode, or null.</summary>
    public static ModeDescriptor? Find(TeamMode mode) => KnownModes.Find(mode) as ModeDescriptor;

    /// <summary>The step that an agent is asked for; null where it just works on a task.</summary>
    public static ModeStep? StepOf(Brief? brief) => brief is null ? null : Steps.GetValueOrDefault(brief.Step);

    /// <summary>Whether an agent is asked for an answer in a form.</summary>
    public static bool AnswersInForm(Brief? brief) => StepOf(brief) is { Form: not null } or { Questions: not null };

    /// <summary>Whether people are asked, and no model.</summary>
    public static bool AsksPeople(Brief? brief) => StepOf(brief)?.Questions is not null;

    /// <summary>
    /// Whether a team of this mode asks its agent for an answer in a form, so that the agent has no tools. A nested team that is
    /// asked for one by the team above works on it in its own mode, with its own tools.
    /// </summary>
    public static bool AsksInForm(TeamMode mode, Brief? brief) =>
        StepOf(brief) is { Form: not null } step && For(mode).Steps.Contains(step);

    /// <summary>The party of a negotiation that the agent works for, or is itself, with its step; null for none.</summary>
    public static (PartyRef Party, ModeStep Step)? PartyOf(AgentRef agent)
    {
        var party = agent.Party
            ?? (agent.Brief is { Sections: not null } own ? new PartyRef(agent.MemberRunId, own, true) : null);
        return party is not null && StepOf(party.Brief) is { } step ? (party, step) : null;
    }

    // Team files are read by static code that has no services, and must know the modes however it is called first.
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "The one list of modes must be known before any team file is read.")]
    internal static void Register() => KnownModes.Register(() => All);
}
