using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Json;
using DurableTeams.Services;
using DurableTeams.Storage.Records;
using ModelContextProtocol.Protocol;

namespace DurableTeams.Http.Protocols.Mcp;

/// <summary>Results of calls: of a run as it stands, and of what cannot be done.</summary>
internal static class McpResults
{
    /// <summary>The result for a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="address">The address of the host; null where it is not known.</param>
    public static CallToolResult Of(RunView run, string? address)
    {
        var said = new JsonObject
        {
            ["runId"] = run.RunId,
            ["teamId"] = run.TeamId,
            ["sessionId"] = run.SessionId,
            ["status"] = EnumText.Of(run.Status),
        };
        switch (run.Status)
        {
            case RunStatus.Completed:
                said["text"] = run.Output?.Text ?? "";
                if (run.Output?.Data is { } data) said["output"] = JsonSerializer.SerializeToNode(data, ContractJson.Answers);
                return Result(run.Output?.Text ?? "", said);
            case RunStatus.Failed:
                return Failed(said, run.Error?.Code ?? "internal", run.Error?.Message ?? "The run failed.");
            case RunStatus.Cancelled:
                return Failed(said, "cancelled", "The run was cancelled.");
            default:
                said["pending"] = new JsonArray([
                    .. run.Requirements.Where(asks => asks.Status == RequirementStatus.Pending)
                        .Select(asks => (JsonNode)new JsonObject
                        {
                            ["requirementId"] = asks.RequirementId,
                            ["kind"] = EnumText.Of(asks.Kind),
                            ["memberId"] = asks.MemberId,
                            ["tool"] = asks.Tool.Name,
                            ["arguments"] = JsonSerializer.SerializeToNode(asks.Tool.Arguments, ContractJson.Answers),
                            ["expiresAt"] = asks.ExpiresAt?.UtcDateTime.ToString("O"),
                            ["decideAt"] = McpWords.Place(asks, address),
                        })]);
                return Result(McpWords.GoesOn(run, address), said);
        }
    }

    /// <summary>The result of a call that cannot be granted.</summary>
    public static CallToolResult Error(string code, string message) => Failed([], code, message);

    private static CallToolResult Failed(JsonObject said, string code, string message)
    {
        said["error"] = new JsonObject { ["code"] = code, ["message"] = message };
        var result = Result($"{code}: {message}", said);
        result.IsError = true;
        return result;
    }

    private static CallToolResult Result(string text, JsonObject said) => new()
    {
        Content = [new TextContentBlock { Text = text }],
        StructuredContent = JsonSerializer.SerializeToElement(said),
    };
}
