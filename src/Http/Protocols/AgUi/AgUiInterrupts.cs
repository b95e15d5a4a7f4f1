using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Approvals;
using DurableTeams.Json;
using DurableTeams.Storage.Records;

namespace DurableTeams.Http.Protocols.AgUi;

/// <summary>Makes interrupts of requirements (https://docs.ag-ui.com/spec/1.0/basic/patterns/interrupt-resume).</summary>
internal static class AgUiInterrupts
{
    /// <summary>The interrupt of a requirement.</summary>
    public static JsonObject Of(RequirementRecord requirement, RequirementView view) => AgUiFrame.Part(
        ("id", requirement.RequirementId),
        ("reason", Reason(requirement)),
        ("message", AskText.Of(view)),
        ("toolCallId", requirement.Work is null
            ? AgUiIds.Call(requirement.Call.MemberRunId, requirement.Call.Turn, requirement.Call.Index) : null),
        ("responseSchema", Schema(requirement, view)),
        ("expiresAt", requirement.ExpiresAt?.UtcDateTime.ToString("O")),
        ("subagentRunId", AgUiIds.Subagent(requirement.MemberRunId)),
        ("metadata", new JsonObject
        {
            [AgUiFrame.Own] = AgUiFrame.Part(
                ("kind", EnumText.Of(view.Kind)),
                ("runId", view.RunId),
                ("memberId", view.MemberId),
                ("tool", view.Tool.Name),
                ("arguments", JsonSerializer.SerializeToNode(view.Tool.Arguments, ContractJson.Answers)),
                ("approvalsNeeded", view.Approvals.Needed),
                ("approvalsGiven", new JsonArray([.. view.Approvals.Given.Select(by => (JsonNode)by)]))),
        }));

    // The words of the specification where it has one for it, ours where not.
    private static string Reason(RequirementRecord requirement) => requirement.Kind switch
    {
        RequirementKind.Confirmation => requirement.Work is null ? "tool_call" : "confirmation",
        RequirementKind.UserInput => "input_required",
        RequirementKind.ExternalExecution => AgUiFrame.Own + ":external_execution",
        _ => AgUiFrame.Own + ":unknown_outcome",
    };

    private static JsonObject Schema(RequirementRecord requirement, RequirementView view) => requirement.Kind switch
    {
        RequirementKind.Confirmation => Object(
            ["approved"],
            ("approved", Type("boolean")),
            ("editedArgs", requirement.AllowEdit ? Type("object", "Full replacement of the tool's arguments.") : null),
            ("note", Type("string", "Told to the member with a rejection.")),
            ("by", Type("string", "Who decides."))),
        RequirementKind.UserInput => Object(
            [.. view.InputFields.Where(field => field.Required).Select(field => field.Name)],
            [.. view.InputFields.Select(field => (field.Name, (JsonObject?)Field(field)))]),
        RequirementKind.ExternalExecution => Object(
            [], ("result", new JsonObject { ["description"] = "What the tool answered, text or any JSON." }),
            ("error", Type("string", "Why it failed, instead of a result.")), ("by", Type("string", "Who decides."))),
        _ => Object(
            ["decision"],
            ("decision", new JsonObject { ["type"] = "string", ["enum"] = new JsonArray("retry", "skip", "reject") }),
            ("result", new JsonObject { ["description"] = "With skip: what the call answered." }),
            ("note", Type("string")), ("by", Type("string", "Who decides."))),
    };

    private static JsonObject Field(InputFieldView field) => AgUiFrame.Part(
        ("type", field.Type),
        ("description", field.Description),
        ("enum", field.Choices is { } choices ? JsonSerializer.SerializeToNode(choices, ContractJson.Answers) : null),
        ("default", field.Value is { } value ? JsonSerializer.SerializeToNode(value, ContractJson.Answers) : null));

    private static JsonObject Type(string type, string? description = null) =>
        AgUiFrame.Part(("type", type), ("description", description));

    private static JsonObject Object(IReadOnlyList<string> required, params (string Name, JsonObject? Schema)[] properties) =>
        new()
        {
            ["type"] = "object",
            ["properties"] = new JsonObject(properties.Where(one => one.Schema is not null)
                .Select(one => KeyValuePair.Create(one.Name, (JsonNode?)one.Schema))),
            ["required"] = new JsonArray([.. required.Select(name => (JsonNode)name)]),
            ["additionalProperties"] = false,
        };
}
