using DurableTeams.Definitions;
using DurableTeams.Definitions.Tools;
using DurableTeams.Models;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Tools;

/// <summary>
/// One way to run tools. A new kind is one class that implements this, in a folder of its own, and its line in
/// <see cref="ToolKinds"/>. Its static members are what team files say of the kind (<see cref="IToolKindRules"/>), the others
/// are its calls. A kind whose entries are one tool each needs the first three of those; the others are for kinds whose entries
/// stand for a server, which has many.
/// </summary>
internal interface IToolKind : IToolKindRules
{
    /// <summary>Adds what the kind needs of a host.</summary>
    static virtual void AddServices(IServiceCollection services)
    {
    }

    /// <summary>What calls of its tools are bound to.</summary>
    ToolSource Source { get; }

    /// <summary>The tool of this kind that a name stands for by itself, else null.</summary>
    ToolDescription? Describe(TeamDefinition team, string toolName);

    /// <summary>
    /// Calls a tool of this kind once. The token ends at the tool's timeout, too; may throw for what the tool does:
    /// the toolbox tells it to the model.
    /// </summary>
    Task<ToolOutcome> InvokeAsync(
        ToolDescription tool, ToolInvocation invocation, ToolAttempt attempt, CancellationToken cancellationToken);

    /// <summary>Whether an entry of the team file stands for a server of this kind.</summary>
    bool IsServer(TeamDefinition team, string entry) => false;

    /// <summary>Asks the servers among the entries for their tools.</summary>
    /// <exception cref="ModelException">One cannot be used.</exception>
    Task RefreshAsync(TeamDefinition team, IEnumerable<string> entries, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    /// <summary>The tools of the servers among the entries, as last seen, each under a name that is not taken.</summary>
    /// <param name="team">The team.</param>
    /// <param name="entries">The names that the agent lists.</param>
    /// <param name="isTaken">Whether a built-in or the team's own tool has a name.</param>
    IReadOnlyList<ServerTool> Known(TeamDefinition team, IEnumerable<string> entries, Func<string, bool> isTaken) => [];

    /// <summary>
    /// The tool of a name where a server among the entries was never asked, and so may have it; null where none may.
    /// </summary>
    ToolDescription? Assume(TeamDefinition team, IEnumerable<string> entries, string toolName) => null;

    /// <summary>The tool that a call is bound to, by what is known without asking anyone; null if it is not there.</summary>
    ToolDescription? Bound(TeamDefinition team, string toolName, ToolBinding binding) => Describe(team, binding.Entry);

    /// <summary>
    /// What has become of the tool that a call is bound to; asks its server. What every kind has in common is not looked at.
    /// </summary>
    ValueTask<ToolStanding> StandAsync(
        TeamDefinition team, string toolName, ToolBinding binding, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Bound(team, toolName, binding) is { } tool ? ToolStanding.Ready(tool) : ToolStanding.Gone);

    /// <summary>The one tool of the servers among the entries that a call without a binding can have meant; asks them.</summary>
    ValueTask<ToolStanding> SearchAsync(
        TeamDefinition team, IEnumerable<string> entries, string toolName, CancellationToken cancellationToken) =>
        ValueTask.FromResult(ToolStanding.Gone);
}

/// <summary>A tool of a server.</summary>
/// <param name="Entry">The entry that stands for the server.</param>
/// <param name="Tool">The tool as it is offered.</param>
internal sealed record ServerTool(string Entry, ToolDescription Tool);

/// <summary>What a kind says of one attempt while it is made: the toolbox asks when the tool's time is up.</summary>
internal sealed class ToolAttempt
{
    /// <summary>Tells whether the tool may have done its work. Yes, unless the kind knows better.</summary>
    public Func<bool> MayHaveRun { get; set; } = () => true;
}
