using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace DurableTeams.Testing.Models;

/// <summary>Tool calls in a model's answer: of a team's own tools, and of those that modes give.</summary>
public static class ToolCall
{
    public static FunctionCallContent Of(string callId, string tool, params (string Name, object? Value)[] arguments) =>
        new(callId, tool, arguments.ToDictionary(argument => argument.Name, argument => argument.Value));

    public static FunctionCallContent Delegate(string callId, string member, string task) =>
        Of(callId, "delegate_task_to_member", ("member_id", member), ("task", task));

    public static FunctionCallContent DelegateToAll(string task) => Of("all", "delegate_task_to_members", ("task", task));

    public static FunctionCallContent Transfer(string to, string reason = "because", string callId = "t") =>
        Of(callId, "transfer_to_agent", ("agent_name", to), ("reason", reason));

    public static FunctionCallContent CreateTask(string callId, string title, string member, params string[] dependsOn) =>
        Of(callId, "create_task", ("title", title), ("member_id", member), ("depends_on", dependsOn));

    public static FunctionCallContent Complete() => Of("done", "complete");

    public static FunctionCallContent ExitLoop() => Of("exit", "exit_loop");

    public static FunctionCallContent UpdateState(string patch) =>
        Of("state", "update_session_state", ("patch", JsonNode.Parse(patch)));
}
