using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Modes;
using DurableTeams.Storage.Records;

namespace DurableTeams.Tools;

/// <summary>
/// Questions that a mode itself asks people, as calls that a person completes. No agent is offered them, and no team file names
/// them; the result of such a call is what the person decided.
/// </summary>
internal sealed class QuestionTool : IToolKind
{
    /// <summary>Which of its claimants gets a section of a specification.</summary>
    public static ToolDescription SettleSection { get; } = Question(
        BuiltInToolNames.SettleSection,
        "Settles who does a section of the specification that several parties claim.",
        "owner",
        """
        {
          "type": "object",
          "properties": {
            "section": {"type": "string", "description": "The section"},
            "proposals": {
              "type": "array",
              "description": "What each claimant proposes",
              "items": {
                "type": "object",
                "properties": {"memberId": {"type": "string"}, "proposal": {"type": "string"}, "reason": {"type": "string"}},
                "required": ["memberId", "proposal"]
              }
            },
            "owner": {"type": "string", "description": "The claimant that does the section"}
          },
          "required": ["section", "proposals", "owner"]
        }
        """);

    private static ToolSource OfModes => new("mode");

    private static readonly ToolDescription[] All = [SettleSection];

    public ToolSource Source => OfModes;

    /// <summary>Whether a call is such a question.</summary>
    public static bool IsBoundBy(ToolBinding? binding) => binding?.Source == OfModes;

    // An agent's call of such a name is not for a question: only a mode asks.
    public ToolDescription? Describe(TeamDefinition team, string toolName) => null;

    public ToolDescription? Bound(TeamDefinition team, string toolName, ToolBinding binding) =>
        Array.Find(All, question => question.Name == binding.Entry);

    public Task<ToolOutcome> InvokeAsync(
        ToolDescription tool, ToolInvocation invocation, ToolAttempt attempt, CancellationToken cancellationToken)
    {
        var decided = tool.Definition.InputFields!.ToDictionary(field => field, field => invocation.Arguments.GetProperty(field));
        return Task.FromResult(new ToolOutcome(JsonSerializer.Serialize(decided), Succeeded: true));
    }

    private static ToolDescription Question(string name, string description, string field, string parameters)
    {
        var definition = new ToolDefinition
        {
            Description = description,
            Parameters = JsonNode.Parse(parameters)!.AsObject(),
            Approval = ApprovalKind.UserInput,
            InputFields = [field],
        };
        return new ToolDescription(
            name, description, JsonSerializer.SerializeToElement(definition.Parameters), ApprovalKind.UserInput, definition)
        {
            Origin = new ToolOrigin(OfModes, name),
        };
    }
}
