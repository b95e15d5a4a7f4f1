using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Approvals;
using DurableTeams.Approvals.Links;
using DurableTeams.Json;
using DurableTeams.Storage.Records;

namespace DurableTeams.Http.Protocols.OpenAI.Runs;

/// <summary>
/// Makes items of requirements: an <c>mcp_approval_request</c> of an approval, a call of everything else (package openai 7.59,
/// ResponseOutputItem). Each has our own member beside the standard's, with what is asked and where it can be decided.
/// </summary>
internal sealed class OpenAIQuestions(RequirementViews views, PublicAddress site)
{
    /// <summary>The call that asks for a decision, where there is no item for it.</summary>
    public const string Decide = "durableteams_decide";

    /// <summary>The call that asks for fields.</summary>
    public const string Fill = "durableteams_input";

    /// <summary>The item of a response.</summary>
    public JsonObject Item(RequirementRecord asks)
    {
        var view = views.Of(asks);
        if (asks.Kind == RequirementKind.Confirmation)
            return new JsonObject
            {
                ["id"] = asks.RequirementId,
                ["type"] = "mcp_approval_request",
                ["name"] = asks.Tool.Name,
                ["arguments"] = Write(asks.Tool.Arguments),
                ["server_label"] = asks.MemberId,
                [OpenAIRun.Own] = Own(view),
            };
        var (name, arguments) = Call(asks, view);
        return new JsonObject
        {
            ["id"] = "fc_" + asks.RequirementId,
            ["type"] = "function_call",
            ["call_id"] = asks.RequirementId,
            ["name"] = name,
            ["arguments"] = arguments,
            ["status"] = "completed",
            [OpenAIRun.Own] = Own(view),
        };
    }

    /// <summary>The tool call of a chat completion.</summary>
    public JsonObject ToolCall(RequirementRecord asks)
    {
        var (name, arguments) = Call(asks, views.Of(asks));
        return new JsonObject
        {
            ["id"] = asks.RequirementId,
            ["type"] = "function",
            ["function"] = new JsonObject { ["name"] = name, ["arguments"] = arguments },
        };
    }

    /// <summary>The answer that a requirement got, as the item of a response.</summary>
    public static JsonObject Answered(RequirementRecord asks)
    {
        var yes = asks.Status is RequirementStatus.Approved or RequirementStatus.Answered;
        if (asks.Kind == RequirementKind.Confirmation)
            return new JsonObject
            {
                ["id"] = "mcpr_" + asks.RequirementId,
                ["type"] = "mcp_approval_response",
                ["approval_request_id"] = asks.RequirementId,
                ["approve"] = yes,
                ["reason"] = asks.Note ?? (yes ? null : EnumText.Of(asks.Status)),
            };
        var told = asks.Result ?? asks.Values;
        return new JsonObject
        {
            ["id"] = "fco_" + asks.RequirementId,
            ["type"] = "function_call_output",
            ["call_id"] = asks.RequirementId,
            ["output"] = told is { ValueKind: JsonValueKind.String } text ? text.GetString()
                : told is { } value ? Write(value)
                : asks.ResultError ?? asks.Decision ?? EnumText.Of(asks.Status),
            ["status"] = "completed",
        };
    }

    /// <summary>All that is asked, in words.</summary>
    public string Words(IReadOnlyList<RequirementRecord> pending)
    {
        var text = new StringBuilder();
        foreach (var asks in pending)
            text.Append(text.Length == 0 ? "" : "\n").Append(Message(asks, views.Of(asks)))
                .Append(" Decide it at ").Append(Address(asks.RequirementId)).Append('.');
        return text.ToString();
    }

    private (string Name, string Arguments) Call(RequirementRecord asks, RequirementView view)
    {
        // To make the call is what is asked; of everything else the client must not believe that it is to make it.
        if (asks.Kind == RequirementKind.ExternalExecution) return (asks.Tool.Name, Write(asks.Tool.Arguments));
        var arguments = Own(view);
        arguments["tool"] = asks.Tool.Name;
        arguments["arguments"] = JsonSerializer.SerializeToNode(asks.Tool.Arguments, ContractJson.Answers);
        if (asks.Kind == RequirementKind.UserInput)
        {
            arguments["fields"] = JsonSerializer.SerializeToNode(view.InputFields, ContractJson.Answers);
            return (Fill, arguments.ToJsonString(ContractJson.Answers));
        }

        string[] takes = asks.Kind == RequirementKind.Confirmation ? ["approve", "reject"] : ["retry", "skip", "reject"];
        arguments["decisions"] = new JsonArray([.. takes.Select(word => (JsonNode)word)]);
        return (Decide, arguments.ToJsonString(ContractJson.Answers));
    }

    private JsonObject Own(RequirementView view) => new()
    {
        ["requirementId"] = view.RequirementId,
        ["kind"] = EnumText.Of(view.Kind),
        ["memberId"] = view.MemberId,
        ["message"] = Message(view.Kind, view),
        ["decideAt"] = Address(view.RequirementId),
        ["expiresAt"] = view.ExpiresAt?.UtcDateTime.ToString("O"),
        ["approvalsNeeded"] = view.Approvals.Needed,
        ["approvalsGiven"] = new JsonArray([.. view.Approvals.Given.Select(by => (JsonNode)by)]),
    };

    private string Address(string requirementId) => $"{site.Value}/api/approvals/{requirementId}/resolve";

    private static string Message(RequirementRecord asks, RequirementView view) =>
        $"{Message(asks.Kind, view)} Arguments: {Write(view.Tool.Arguments)}.";

    private static string Message(RequirementKind kind, RequirementView view)
    {
        var (member, tool) = (view.MemberId, view.Tool.Name);
        var asks = kind switch
        {
            RequirementKind.Confirmation => $"May {member} call {tool}?",
            RequirementKind.UserInput => $"{member} needs your input for {tool}.",
            RequirementKind.ExternalExecution => $"Make the call of {tool} for {member}, and bring its result.",
            _ => $"The call of {tool} by {member} may have been made; its result was lost. Make it again, or count it as made?",
        };
        return view.Note is { Length: > 0 } note ? $"{asks} {note}" : asks;
    }

    private static string Write(JsonElement value) => JsonSerializer.Serialize(value, ContractJson.Answers);
}
