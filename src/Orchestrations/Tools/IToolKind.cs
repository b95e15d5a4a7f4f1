using DurableTeams.Definitions;

namespace DurableTeams.Tools;

/// <summary>One way to run tools. A new kind is one class that implements this, registered as a singleton.</summary>
internal interface IToolKind
{
    /// <summary>The tool if it is one of this kind, else null.</summary>
    ToolDescription? Describe(TeamDefinition team, string toolName);

    /// <summary>
    /// Calls a tool of this kind once. The token ends at the tool's timeout, too; may throw for what the tool does:
    /// the toolbox tells it to the model.
    /// </summary>
    Task<ToolOutcome> InvokeAsync(ToolDescription tool, ToolInvocation invocation, CancellationToken cancellation);
}
