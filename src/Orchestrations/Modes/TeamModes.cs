using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Modes;
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

    // Team files are read by static code that has no services, and must know the modes however it is called first.
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "The one list of modes must be known before any team file is read.")]
    internal static void Register() => KnownModes.Register(All);
}
