using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Http.Protocols.OpenAI.Runs;
using DurableTeams.Json;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Http.Protocols.OpenAI.Responses;

/// <summary>The tool calls of a run as <c>mcp_call</c> items: calls that the server made itself.</summary>
internal sealed class OpenAICalls(OpenAIOutput output)
{
    private readonly Dictionary<string, string> _arguments = new(StringComparer.Ordinal);
    private readonly SortedDictionary<int, JsonObject> _open = [];
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    /// <summary>A person was asked about a call.</summary>
    public void Asked(string requirementId) => _asked.Add(requirementId);

    /// <summary>Takes note of a call that was begun before this answer.</summary>
    public void Recall(RunEvent item)
    {
        if (item.Type == RunEventTypes.ToolCallStarted && IdOf(item) is { } id) _arguments[id] = Arguments(item);
    }

    /// <summary>Tells what became of a call.</summary>
    public void Tell(RunEvent item)
    {
        if (IdOf(item) is not { } id) return;
        var index = Find(id) ?? Begin(item, id);
        if (item.Type == RunEventTypes.ToolCallStarted) return;
        var call = _open[index];
        var failed = item.Type == RunEventTypes.ToolCallFailed;
        call["status"] = failed ? "failed" : "completed";
        if (failed)
            call["error"] = new JsonObject
            {
                ["type"] = "mcp_tool_execution_error",
                ["content"] = new JsonArray(
                    new JsonObject { ["type"] = "text", ["text"] = item.Text("error") ?? "The call failed." }),
            };
        else call["output"] = item.Text("result") ?? "";
        output.Tell(
            failed ? "response.mcp_call.failed" : "response.mcp_call.completed", ("item_id", call["id"]!.GetValue<string>()),
            ("output_index", index));
        Finish(index);
    }

    /// <summary>Ends what is open, without a result.</summary>
    public void Close()
    {
        foreach (var index in _open.Keys.ToList())
        {
            _open[index]["status"] = "incomplete";
            Finish(index);
        }
    }

    private int Begin(RunEvent item, string id)
    {
        var arguments = item.Type == RunEventTypes.ToolCallStarted ? Arguments(item) : _arguments.GetValueOrDefault(id, "{}");
        var call = new JsonObject
        {
            ["id"] = "mcp_" + id,
            ["type"] = "mcp_call",
            ["server_label"] = item.MemberId ?? OpenAIRun.Own,
            ["name"] = item.Text("name") ?? "tool",
            ["arguments"] = "",
            ["approval_request_id"] = _asked.Contains(id) ? id : null,
            ["output"] = null,
            ["error"] = null,
            ["status"] = "in_progress",
        };
        var index = output.Add(call);
        _open[index] = call;
        output.Tell("response.mcp_call.in_progress", ("item_id", "mcp_" + id), ("output_index", index));
        call["arguments"] = arguments;
        output.Tell(
            "response.mcp_call_arguments.done", ("item_id", "mcp_" + id), ("output_index", index), ("arguments", arguments));
        return index;
    }

    private void Finish(int index)
    {
        output.Finish(index, _open[index]);
        _open.Remove(index);
    }

    private int? Find(string id)
    {
        foreach (var (index, call) in _open)
        {
            if (call["id"]!.GetValue<string>() == "mcp_" + id) return index;
        }

        return null;
    }

    private static string Arguments(RunEvent item) =>
        item.Find("arguments") is { } given ? JsonSerializer.Serialize(given, ContractJson.Answers) : "{}";

    private static string? IdOf(RunEvent item) => item.MemberRunId is not { } memberRunId ? null
        : item.Number("turn") is { } turn && item.Number("index") is { } index
            ? RunIds.Requirement(memberRunId, turn, index)
            : $"{memberRunId}-{item.Text("eventId") ?? item.Sequence.ToString(CultureInfo.InvariantCulture)}";
}
