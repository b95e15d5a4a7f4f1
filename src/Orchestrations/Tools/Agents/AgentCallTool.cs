using DurableTeams.Definitions;
using DurableTeams.Json;
using DurableTeams.Storage.Records;

namespace DurableTeams.Tools.Agents;

/// <summary>
/// Calls that an agent written in code makes itself, and for which it asks a person first. No agent is offered them, and no team
/// file names them. Once the person has approved, the result of such a call tells the agent to go on; nothing is called here.
/// </summary>
internal sealed class AgentCallTool : IToolKind
{
    /// <summary>What the agent is told of a call that it may make.</summary>
    public const string Approved = "Approved: a person allowed this call; the agent makes it.";

    private static ToolSource OfAgents => new("agent");

    public ToolSource Source => OfAgents;

    /// <summary>Whether a call is one of an agent itself.</summary>
    public static bool IsBoundBy(ToolBinding? binding) => binding?.Source == OfAgents;

    /// <summary>The binding of a call of this name.</summary>
    public static ToolBinding Bind(string toolName) => new(
        OfAgents, toolName, null, null, CanonicalJson.Hash(ToolSchemas.Of(null)), RequirementKind.Confirmation);

    public ToolDescription? Describe(TeamDefinition team, string toolName) => null;

    public ToolDescription? Bound(TeamDefinition team, string toolName, ToolBinding binding)
    {
        // The agent runs the call that it asked about; other arguments would not reach the tool.
        var approve = (team.Tools.GetValueOrDefault(toolName)?.Approve ?? new ApproveDefinition()) with { AllowEdit = false };
        var definition = new ToolDefinition { Approval = ApprovalKind.Confirmation, Approve = approve };
        return new ToolDescription(toolName, "", ToolSchemas.Of(null), ApprovalKind.Confirmation, definition)
        {
            Origin = new ToolOrigin(OfAgents, toolName),
            IsPinned = true,
        };
    }

    public Task<ToolOutcome> InvokeAsync(
        ToolDescription tool, ToolInvocation invocation, ToolAttempt attempt, CancellationToken cancellationToken) =>
        Task.FromResult(new ToolOutcome(Approved, Succeeded: true));
}
