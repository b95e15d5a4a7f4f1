using System.Text.Json;

namespace DurableTeams.Testing.Servers;

/// <summary>What the chat server answers: text, tool calls, an error status, or a body that is no answer at all.</summary>
public sealed record ChatAnswer
{
    public int Status { get; init; } = 200;

    public string? Text { get; init; }

    public IReadOnlyList<ChatCall> Calls { get; init; } = [];

    /// <summary>Sent as it is, in the place of a chat completion.</summary>
    public string? Raw { get; init; }

    public static ChatAnswer Say(string text) => new() { Text = text };

    public static ChatAnswer Call(params ChatCall[] calls) => new() { Calls = calls };

    public static ChatAnswer Fail(int status) =>
        new() { Status = status, Raw = """{"error":{"message":"scripted failure","type":"server_error"}}""" };

    public static ChatAnswer Garbage(string body) => new() { Raw = body };

    /// <summary>The body of the answer to a request.</summary>
    public string Render(ChatRequest request)
    {
        if (Raw is not null) return Raw;
        var calls = Calls.Select(call => new
        {
            id = call.Id,
            type = "function",
            function = new { name = call.Name, arguments = call.Arguments }
        });
        return JsonSerializer.Serialize(new
        {
            id = $"chatcmpl-{request.Number}",
            @object = "chat.completion",
            created = 1_700_000_000,
            model = request.Agent,
            choices = new[]
            {
                new
                {
                    index = 0,
                    message = Calls.Count == 0
                        ? (object)new { role = "assistant", content = Text }
                        : new { role = "assistant", content = Text, tool_calls = calls },
                    finish_reason = Calls.Count == 0 ? "stop" : "tool_calls",
                },
            },
            usage = new
            {
                prompt_tokens = request.InputTokens,
                completion_tokens = request.OutputTokens,
                total_tokens = request.InputTokens + request.OutputTokens,
            },
        });
    }
}

/// <summary>A tool call in an answer; the arguments are text, JSON or not.</summary>
public sealed record ChatCall(string Id, string Name, string Arguments)
{
    public static ChatCall Tool(string id, string name, object arguments) => new(id, name, JsonSerializer.Serialize(arguments));

    public static ChatCall Delegate(string id, string member, string task) =>
        Tool(id, "delegate_task_to_member", new { member_id = member, task });
}
