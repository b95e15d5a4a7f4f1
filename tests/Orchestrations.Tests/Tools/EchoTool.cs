using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Checks;
using DurableTeams.Definitions.Schemas;
using DurableTeams.Definitions.Secrets;
using DurableTeams.Storage.Records;
using DurableTeams.Tools;

namespace DurableTeams.Orchestrations.Tests.Tools;

/// <summary>A tool kind that the product does not have: <c>echo: { to }</c> answers with its address and its arguments.</summary>
internal sealed class EchoTool(IDefinitionEnvironment environment) : IToolKind
{
    public static string Key => "echo";

    public static JsonObject Schema() => SchemaParts.Map(
        "Answers with what it is told.",
        new Dictionary<string, JsonObject> { ["to"] = SchemaParts.Text("The address.") },
        "to");

    public static void Check(ToolDefinition tool, string path, Findings findings, DefinitionScope scope)
    {
        if (AddressOf(tool).Length == 0) findings.Report($"{path}/echo/to", "'to' is missing");
    }

    public static ToolDefinition Visit(ToolDefinition tool, string place, OutgoingTexts texts) => tool with
    {
        KindSettings = new SortedDictionary<string, JsonElement>
        {
            [Key] = JsonSerializer.SerializeToElement(new { to = texts.Address($"{place}/to", AddressOf(tool)) }),
        },
    };

    public ToolSource Source => new("echo");

    public ToolDescription? Describe(TeamDefinition team, string toolName) =>
        team.Tools.TryGetValue(toolName, out var tool) && tool.KindSettings?.ContainsKey(Key) == true
            ? new ToolDescription(toolName, tool.Description ?? "", ToolSchemas.Of(tool.Parameters), tool.Approval, tool)
            {
                Origin = new ToolOrigin(Source, toolName),
            }
            : null;

    public Task<ToolOutcome> InvokeAsync(
        ToolDescription tool, ToolInvocation invocation, ToolAttempt attempt, CancellationToken cancellationToken)
    {
        var to = EnvironmentReferences.Expand(AddressOf(tool.Definition), environment);
        return Task.FromResult(new ToolOutcome($"{to} {invocation.Arguments}", Succeeded: true));
    }

    private static string AddressOf(ToolDefinition tool) =>
        tool.KindSettings![Key].TryGetProperty("to", out var to) ? to.GetString()! : "";
}
