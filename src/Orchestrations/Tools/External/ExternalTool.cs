using DurableTeams.Definitions;
using DurableTeams.Storage.Records;

namespace DurableTeams.Tools.External;

/// <summary>
/// Tools that somebody runs elsewhere: <c>approval: externalExecution</c> without an endpoint. The team file describes them.
/// The host never calls them, since each call waits for a person who brings the result.
/// </summary>
internal sealed class ExternalTool : IToolKind
{
    public ToolSource Source => new("external");

    public ToolDescription? Describe(TeamDefinition team, string toolName) =>
        team.Tools.TryGetValue(toolName, out var tool) && tool.RunsElsewhere
            ? new ToolDescription(toolName, tool.Description ?? "", ToolSchemas.Of(tool.Parameters), tool.Approval, tool)
            {
                Origin = new ToolOrigin(Source, toolName),
            }
            : null;

    public Task<ToolOutcome> InvokeAsync(
        ToolDescription tool, ToolInvocation invocation, ToolAttempt attempt, CancellationToken cancellationToken) =>
        Task.FromResult(new ToolOutcome("This tool is run by a person, and was not called.", Succeeded: false));
}
