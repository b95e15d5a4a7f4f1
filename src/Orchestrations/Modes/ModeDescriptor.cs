using DurableTeams.Definitions;
using DurableTeams.Definitions.Modes;

namespace DurableTeams.Modes;

/// <summary>
/// Everything about a mode: what its team files say and how they are checked (<see cref="ModeRules"/>), the tools it gives, the
/// words of its prompts, and the flow. A new mode is one file with such a class, and its line in <see cref="TeamModes"/>.
/// </summary>
internal abstract class ModeDescriptor : ModeRules
{
    /// <summary>What a leader is told to do; null where there is none.</summary>
    public virtual string? LeaderTask => null;

    /// <summary>Names of the tools that the leader is given, in order.</summary>
    public virtual IReadOnlyList<string> LeaderTools => [];

    /// <summary>Whether the leader gives work to one member only, once.</summary>
    public virtual bool DelegatesOnce => false;

    /// <summary>The steps that agents are asked for, besides working on a task.</summary>
    public virtual IReadOnlyList<ModeStep> Steps => [];

    /// <summary>Names of the tools that a member is given, in order.</summary>
    public virtual IReadOnlyList<string> MemberTools(TeamDefinition team, MemberDefinition member) => [];

    /// <summary>What a member is told of its position besides the name; null for nothing.</summary>
    /// <param name="position">The position.</param>
    /// <param name="others">The ids of the other members.</param>
    public virtual string? DescribePosition(MemberPosition position, IEnumerable<string> others) => null;

    /// <summary>What a member is told last of who it is; null for nothing.</summary>
    public virtual string? MemberNote(TeamDefinition team, MemberDefinition member) => null;

    /// <summary>
    /// The flow: a deterministic coroutine over what <see cref="ITeamRun"/> offers. Returns when the run has its answer.
    /// Fails by throwing <see cref="DurableTeams.Contracts.RunFailedException"/>.
    /// </summary>
    public abstract Task RunAsync(ITeamRun team);
}
