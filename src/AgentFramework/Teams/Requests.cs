using System.Text.Json;
using DurableTeams.Approvals;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.AI;

namespace DurableTeams.AgentFramework.Teams;

/// <summary>Between requirements of a run and the contents by which agents ask their callers.</summary>
internal static class Requests
{
    /// <summary>What kind of requirement a content is for, in its additional properties.</summary>
    public const string Kind = "durableteams.kind";

    /// <summary>The fields that somebody fills in.</summary>
    public const string Fields = "durableteams.inputFields";

    /// <summary>A requirement as a question to the caller; its id is the requirement's.</summary>
    public static AIContent Of(RequirementView asked)
    {
        var properties = new AdditionalPropertiesDictionary
        {
            [Kind] = JsonNamingPolicy.CamelCase.ConvertName(asked.Kind.ToString()),
            ["durableteams.member"] = string.Join('/', asked.MemberPath),
        };
        if (asked.InputFields.Count > 0) properties[Fields] = JsonSerializer.SerializeToElement(asked.InputFields);
        var arguments = asked.Tool.Arguments.ValueKind == JsonValueKind.Object
            ? asked.Tool.Arguments.Deserialize<Dictionary<string, object?>>()
            : null;
        return asked.Kind is RequirementKind.Confirmation or RequirementKind.UnknownOutcome
            ? new ToolApprovalRequestContent(
                asked.RequirementId, new FunctionCallContent(asked.Tool.CallId, asked.Tool.Name, arguments))
            {
                AdditionalProperties = properties,
            }
            : new FunctionCallContent(asked.RequirementId, asked.Tool.Name, arguments) { AdditionalProperties = properties };
    }

    /// <summary>The id of the requirement that a content answers; null where it answers none.</summary>
    public static string? Answered(AIContent content) => content switch
    {
        ToolApprovalResponseContent response => response.RequestId,
        FunctionResultContent result => result.CallId,
        _ => null,
    };

    /// <summary>The decision that a content stands for.</summary>
    /// <exception cref="InvalidOperationException">The content is no answer to a question of this kind.</exception>
    public static DecisionRequest Decide(AIContent content, RequirementView asked, string? by, string? note)
    {
        var (id, kind) = (asked.RequirementId, asked.Kind);
        return content switch
        {
            ToolApprovalResponseContent { Approved: false } no => new DecisionRequest(id, "reject", no.Reason ?? note, null, by),
            ToolApprovalResponseContent yes when kind == RequirementKind.Confirmation =>
                new DecisionRequest(id, "approve", yes.Reason ?? note, Edited(yes, asked), by),
            ToolApprovalResponseContent yes when kind == RequirementKind.UnknownOutcome =>
                new DecisionRequest(id, "retry", yes.Reason ?? note, null, by),
            FunctionResultContent { Exception: { } failed } when kind == RequirementKind.ExternalExecution =>
                new DecisionRequest(id, "result", note, null, by) { Error = failed.Message },
            FunctionResultContent result when kind == RequirementKind.ExternalExecution =>
                new DecisionRequest(id, "result", note, null, by)
                {
                    Result = JsonSerializer.SerializeToElement(result.Result),
                    IsNullResult = result.Result is null or JsonElement { ValueKind: JsonValueKind.Null },
                },
            FunctionResultContent { Result: not null } values when kind == RequirementKind.UserInput =>
                new DecisionRequest(id, "answer", note, null, by) { Values = JsonSerializer.SerializeToElement(values.Result) },
            _ => throw new InvalidOperationException(
                $"Requirement '{id}' is a question of kind {kind}, which a {content.GetType().Name} does not answer."),
        };
    }

    /// <summary>The arguments, where the caller changed them: only what the caller saw is approved.</summary>
    private static JsonElement? Edited(ToolApprovalResponseContent response, RequirementView asked)
    {
        if (response.ToolCall is not FunctionCallContent { Arguments: { } sent }) return null;
        var arguments = JsonSerializer.SerializeToElement(sent);
        return JsonElement.DeepEquals(arguments, asked.Tool.Arguments) ? null : arguments;
    }
}
